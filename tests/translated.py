"""Consistent plans in German, French and Chinese: one layout, and the words of a language."""

from dataclasses import dataclass
from datetime import date

from work import Job, Part, Work


@dataclass(frozen=True)
class Tongue:
    """The words of a layout in one language; lists follow the order of the English ones in `work.py`."""

    parts: tuple[str, ...]
    verbs: tuple[str, ...]
    things: tuple[str, ...]
    task: str
    title: str
    colon: str
    heads: str
    states: tuple[str, str, str]
    phase: str
    total: str
    period: str
    status: str
    progress: str
    percent: str
    tasks: str
    start: str
    end: str
    estimate: str
    hours: str
    updated: str
    count: str
    day: str
    weekdays: tuple[str, ...]

    def job(self, job: Job) -> str:
        """The title of a task, which is a verb and a thing."""
        verb, thing = job.name.split()
        return self.task.format(verb=self.verbs[_VERBS.index(verb)], thing=self.things[_THINGS.index(thing)])

    def part(self, part: Part) -> str:
        """The title of a phase with its number."""
        return self.phase.format(number=part.number, name=self.parts[part.number - 1])

    def field(self, key: str, value: str) -> str:
        """A field as the language writes it."""
        return f"**{key}{self.colon}** {value}"

    def date(self, day: date) -> str:
        """A date, with the day and the month in the order of the language."""
        return self.day.format(day, weekday=self.weekdays[day.weekday()])


_VERBS = ("Measure", "Paint", "Order", "Label", "Move", "Check", "Clean", "Print")
_THINGS = ("shelves", "tickets", "maps", "lamps", "crates", "benches", "posters", "ropes")

GERMAN = Tongue(
    parts=("Küchengarten", "Hafenlichter", "Nachtfähre", "Briefarchiv", "Dachrinne"),
    verbs=("ausmessen", "streichen", "bestellen", "beschriften", "räumen", "prüfen", "säubern", "drucken"),
    things=("Regale", "Karten", "Pläne", "Lampen", "Kisten", "Bänke", "Schilder", "Seile"),
    task="{thing} {verb}",
    title="Sommerprogramm",
    colon=":",
    heads="Phase | Aufwand | Erledigt | Status",
    states=("Offen", "In Arbeit", "Abgeschlossen"),
    phase="Phase {number}: {name}",
    total="Summe",
    period="Zeitraum",
    status="Status",
    progress="Fortschritt",
    percent="{0} %",
    tasks="{done} von {total} Aufgaben",
    start="Beginn",
    end="Ende",
    estimate="Aufwand",
    hours="{0} Stunden",
    updated="Zuletzt aktualisiert",
    count="Das Programm hat {0} Phasen",
    day="{weekday}, {0:%d.%m.%Y}",
    weekdays=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
)
FRENCH = Tongue(
    parts=("Jardin d’été", "Lumières du port", "Traversée de nuit", "Archives", "Réfection du toit"),
    verbs=("Mesurer", "Peindre", "Commander", "Étiqueter", "Déplacer", "Vérifier", "Nettoyer", "Imprimer"),
    things=("étagères", "billets", "cartes", "lampes", "caisses", "bancs", "affiches", "cordes"),
    task="{verb} les {thing}",
    title="Programme d’été",
    colon=" :",
    heads="Étape | Estimation | Terminé | Statut",
    states=("À faire", "En cours", "Terminé"),
    phase="Étape {number} : {name}",
    total="Total",
    period="Période",
    status="Statut",
    progress="Avancement",
    percent="{0} %",
    tasks="{done}/{total} tâches",
    start="Début",
    end="Fin",
    estimate="Estimation",
    hours="{0} heures",
    updated="Dernière mise à jour",
    count="Le programme comporte {0} étapes",
    day="{weekday} {0:%d/%m/%Y}",
    weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
)
CHINESE = Tongue(
    parts=("厨房花园", "港口灯光", "夜间渡轮", "信件档案", "屋顶修理"),
    verbs=("测量", "粉刷", "订购", "标记", "搬运", "检查", "清洁", "打印"),
    things=("货架", "门票", "地图", "灯具", "箱子", "长凳", "海报", "绳子"),
    task="{verb}{thing}",
    title="夏季计划",
    colon="：",
    heads="阶段 | 工时 | 完成 | 状态",
    states=("未开始", "进行中", "已完成"),
    phase="阶段{number}：{name}",
    total="合计",
    period="周期",
    status="状态",
    progress="进度",
    percent="{0}%",
    tasks="{done}/{total} 个任务",
    start="开始日期",
    end="结束日期",
    estimate="工时",
    hours="{0}小时",
    updated="最后更新",
    count="计划分为{0}个阶段",
    day="{0:%Y-%m-%d}（{weekday}）",
    weekdays=("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
)


def german(work: Work) -> str:
    """A plan in German: dates with dots, spaces before percent signs."""
    return written(work, GERMAN)


def french(work: Work) -> str:
    """A plan in French: spaces before colons, typographic apostrophes."""
    return written(work, FRENCH)


def chinese(work: Work) -> str:
    """A plan in Chinese: wide characters and punctuation, words without spaces."""
    return written(work, CHINESE)


def written(work: Work, words: Tongue) -> str:
    """Header, overview with totals, and a section for each phase, in the words of a language."""
    first, last = work.parts[0].start, work.ends
    status = work.said(*words.states)
    share, tasks = words.percent.format(work.share), words.tasks.format(done=work.done, total=work.total)
    lines = [f"# {words.title}", "", words.field(words.status, status), ""]
    lines += [words.field(words.progress, f"{work.drawn(work.share)} {share} ({tasks})"), ""]
    lines += [words.field(words.start, words.date(first)), "", words.field(words.end, words.date(last)), ""]
    rows = [f"{words.part(p)} | {p.hours} | {p.done}/{p.total} | {p.said(*words.states)}" for p in work.parts]
    total = f"**{words.total}** | **{work.hours}** | **{work.done}/{work.total}** | "
    lines += [*work.table("<>><", words.heads, *rows, total), ""]
    lines += [f"{words.count.format(len(work.parts))}{words.colon}", ""]
    lines += [*(f"- {words.parts[part.number - 1]}" for part in work.parts), ""]
    for part in work.parts:
        lines += [f"## {words.part(part)}", "", words.field(words.status, part.said(*words.states)), ""]
        lines += [words.field(words.estimate, words.hours.format(part.hours)), ""]
        lines += [f"- [{work.tick(job.done)}] {words.job(job)}" for job in part.jobs] + [""]
    return "\n".join([*lines, "---", "", words.field(words.updated, f"{last}"), ""])
