"""The glyphs that say how far a thing has come."""

from collections.abc import Mapping

GLYPHS: Mapping[str, str] = {
    "✅": "done", "☑": "done", "✔": "done", "✓": "done", "🗹": "done", "🎉": "",
    "🔄": "active", "🚧": "active", "🏗": "active", "🔧": "active", "🔨": "active", "▶": "active", "🟡": "", "🟠": "",
    "⬜": "open", "☐": "open", "⚪": "", "🔲": "open", "⭕": "", "📋": "", "🟢": "", "🔴": "", "❌": "", "✗": "",
    "✘": "", "⏳": "", "⌛": "", "⏸": "", "⚠": "", "⏭": "", "🚫": "", "⛔": "",
}  # fmt: skip
"""What a glyph says by itself; "" where its meaning differs from plan to plan and only a legend can tell."""
