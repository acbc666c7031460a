"""Line plots as SVG, for light and dark pages."""
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 800, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 200, 54, 46
LINE = 13

STYLE = """<style>
.back{fill:#fff}.ink{fill:#222}.soft{fill:#666}.grid{stroke:#e2e2e2}.axis{stroke:#888}.peer{stroke:#777;stroke-dasharray:5 4}
.s0{stroke:#0b6e4f;fill:#0b6e4f}.s1{stroke:#b5470b;fill:#b5470b}.s2{stroke:#3066be;fill:#3066be}.s3{stroke:#7b2d8b;fill:#7b2d8b}
@media (prefers-color-scheme:dark){
.back{fill:#14181c}.ink{fill:#e6e6e6}.soft{fill:#a0a0a0}.grid{stroke:#2c3238}.axis{stroke:#777}.peer{stroke:#999}
.s0{stroke:#3ecf9b;fill:#3ecf9b}.s1{stroke:#ff9a5c;fill:#ff9a5c}.s2{stroke:#7fb0ff;fill:#7fb0ff}.s3{stroke:#d78be6;fill:#d78be6}}
.line{fill:none;stroke-width:2}.name{stroke:none;font-weight:bold}
</style>"""


def svg(title, series, levels):
    """An SVG document. ``series``: by name, points (seconds, requests per second); ``levels``: by name, requests per second that do not change."""
    longest = max(seconds for points in series.values() for seconds, _ in points)
    step_x, end_x = scale(longest)
    step_y, end_y = scale(max([rate for points in series.values() for _, rate in points] + list(levels.values())))
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM

    def x(seconds):
        return LEFT + (right - LEFT) * seconds / end_x

    def y(rate):
        return bottom - (bottom - TOP) * rate / end_y

    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12" role="img">' % (WIDTH, HEIGHT),
           "<title>%s</title>" % escape(title), STYLE, '<rect class="back" width="100%" height="100%"/>',
           '<text class="ink" x="%d" y="20" font-size="15">%s</text>' % (LEFT, escape(title)),
           '<text class="soft" x="%d" y="%d">requests/s</text>' % (8, TOP - 14)]
    for tick in ticks(step_y, end_y):
        out.append('<line class="grid" x1="%d" y1="%.1f" x2="%d" y2="%.1f"/><text class="soft" x="%d" y="%.1f" text-anchor="end">%s</text>'
                   % (LEFT, y(tick), right, y(tick), LEFT - 6, y(tick) + 4, number(tick)))
    for tick in ticks(step_x, end_x):
        out.append('<line class="axis" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/><text class="soft" x="%.1f" y="%d" text-anchor="middle">%s</text>'
                   % (x(tick), bottom, x(tick), bottom + 4, x(tick), bottom + 17, number(tick)))
    out.append('<line class="axis" x1="%d" y1="%d" x2="%d" y2="%d"/>' % (LEFT, bottom, right, bottom))
    out.append('<text class="soft" x="%d" y="%d" text-anchor="end">seconds</text>' % (right, HEIGHT - 10))
    for name, rate in levels.items():
        out.append('<line class="peer" x1="%d" y1="%.1f" x2="%d" y2="%.1f"/>' % (LEFT, y(rate), right, y(rate)))
    for index, (name, points) in enumerate(series.items()):
        path = " ".join("%.1f,%.1f" % (x(seconds), y(rate)) for seconds, rate in points)
        out.append('<polyline class="line s%d" points="%s"/>' % (index % 4, path))
    labels = [(y(rate), "soft", "%s %s" % (name, number(rate))) for name, rate in levels.items()]
    labels += [(y(points[-1][1]), "name s%d" % (index % 4), "%s %s" % (name, number(points[-1][1]))) for index, (name, points) in enumerate(series.items())]
    for place, style, text in spread(labels, TOP, bottom):
        out.append('<text class="%s" x="%d" y="%.1f">%s</text>' % (style, right + 8, place + 4, escape(text)))
    return "\n".join(out + ["</svg>"]) + "\n"


def scale(most):
    """(step, end) of an axis that holds ``most`` with four to ten round steps."""
    step = 1
    while most / step > 10:
        step = {"1": 2, "2": 2.5, "5": 2}[str(step)[0]] * step
        step = int(step)
    return step, step * max(1, -int(-most // step))


def ticks(step, end):
    return range(0, end + 1, step)


def number(value):
    return "{:,.0f}".format(value)


def spread(labels, top, bottom):
    """``labels`` (y, ...) from top to bottom, moved apart so that none covers another and none leaves the plot."""
    placed = []
    for place, *rest in sorted(labels):
        placed.append([max(place, placed[-1][0] + LINE if placed else top), *rest])
    limit = bottom
    for label in reversed(placed):
        label[0] = min(label[0], limit)
        limit = label[0] - LINE
    return placed
