"""A matplotlib figure as inline SVG, SVG file and PNG: real text, ids of its own, the same bytes every time."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

from markupsafe import Markup
from matplotlib import pyplot as plt
from matplotlib import rc_context
from matplotlib.figure import Figure


@contextmanager
def settled(fig: Figure) -> Iterator[None]:
    """Find the layout, and keep it for all files written within: left to itself matplotlib finds it again and draws twice for each."""
    engine = fig.get_layout_engine()
    if engine is not None:
        engine.execute(fig)
    with rc_context({"figure.constrained_layout.use": False}):
        fig.set_layout_engine(None)
        yield
    plt.close(fig)


def svg_of(fig: Figure, name: str, alt: str, css: str = "wide") -> Markup:
    """Inline SVG whose ids begin with `name` and whose label is the sentence `alt`."""
    out = io.StringIO()
    fig.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    start = f'<svg class="{css}" role="img" aria-label="{escape(alt)}"'
    text = re.sub(r"^.*?<svg", lambda _: start, out.getvalue(), count=1, flags=re.S)
    text = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", text, flags=re.S)
    text = re.sub(r'(id="|href="#|url\(#)', rf"\g<1>{name}-", text)
    return Markup(re.sub(r"\n\s*", "\n", text))


def png_of(fig: Figure) -> bytes:
    """PNG at 200 dots an inch."""
    out = io.BytesIO()
    fig.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def font_face(woff2: bytes) -> str:
    """The CSS that carries a page's font inside the page."""
    data = base64.b64encode(woff2).decode()
    return f'@font-face{{font-family:"Noto Sans SC";src:url(data:font/woff2;base64,{data}) format("woff2")}}'


def standalone(svg: str, face: str) -> str:
    """An inline SVG as a file of its own, its font inside."""
    head, rest = svg.split(">", 1)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{head}><style>{face}</style>{rest}'
