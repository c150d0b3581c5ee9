import uPlot from "../lib/uPlot.esm.js";

const SMALLEST_VIEW = 5; // points
const VALUES = 4; // the index of the values among uPlot's series

// uPlot's form: the least step in seconds, the label, what it ends with where the year, month, day, hour, minute and second
// changes, and 1 for "ends with". The month is a word, since 1/3 has two meanings.
const DAY = 86400;
const TIME_LABELS = [
    [365 * DAY, "{YYYY}", null, null, null, null, null, null, 1],
    [28 * DAY, "{MMM}", "\n{YYYY}", null, null, null, null, null, 1],
    [DAY, "{MMM} {D}", "\n{YYYY}", null, null, null, null, null, 1],
    [60, "{HH}:{mm}", "\n{MMM} {D} {YYYY}", null, "\n{MMM} {D}", null, null, null, 1],
    [1, "{HH}:{mm}:{ss}", "\n{MMM} {D} {YYYY}", null, "\n{MMM} {D}", null, null, null, 1],
    [0.001, "{HH}:{mm}:{ss}.{fff}", "\n{MMM} {D} {YYYY}", null, "\n{MMM} {D}", null, null, null, 1],
];

/**
 * The chart of a series: its values, the expected ones, the band between the bounds, and the outliers.
 * Zooms by drag, wheel, keyboard and `zoom()`; the x axis is the time if there is one, else the position.
 */
export class Chart {
    #plot = null;
    #container;
    #data = null;
    #x = null;
    #cursor = 0;
    #colors = {};
    #onRead;
    #onView;

    /**
     * @param onRead Called with the position that the pointer or the keyboard is at, and whether it was the keyboard.
     * @param onView Called with the first and the last position in view.
     */
    constructor(container, { onRead, onView }) {
        this.#container = container;
        this.#onRead = onRead;
        this.#onView = onView;
        this.#readColors();
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
            this.#readColors();
            this.#plot?.redraw(false, true);
        });
        new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(container);
        container.addEventListener("wheel", (event) => this.#onWheel(event), { passive: false });
        container.addEventListener("keydown", (event) => this.#onKey(event));
    }

    /** Draws a series. The view is kept if the x axis is the same, so that a change of a parameter can be compared. */
    show({ values, times, outliers, expected, lower, upper }, name) {
        const x = times ?? Float64Array.from(values, (_, at) => at);
        const isSameAxis = this.#plot !== null && x.length === this.#x.length && x.every((each, at) => each === this.#x[at]);
        const view = isSameAxis ? this.view : null;
        const marks = new Array(values.length).fill(null);
        for (const position of outliers) {
            marks[position] = values[position];
        }
        this.#x = x;
        this.#data = { values, outliers };
        this.#plot?.destroy();
        // uPlot takes null for a gap, not NaN.
        const columns = [upper, lower, expected, values].map(toGaps);
        this.#plot = new uPlot(this.#options(times !== undefined, name), [x, ...columns, marks], this.#container);
        if (view !== null) {
            this.#setView(view.min, view.max);
        }
        this.#cursor = Math.max(0, Math.min(this.#cursor, values.length - 1));
    }

    get view() {
        const { min, max } = this.#plot.scales.x;
        return { min, max };
    }

    get isZoomed() {
        const { min, max } = this.view;
        return min > this.#x[0] || max < this.#x.at(-1);
    }

    reset() {
        this.#setView(this.#x[0], this.#x.at(-1));
    }

    /** @param factor Below 1 zooms in. */
    zoom(factor, center = this.#centerOfView()) {
        const { min, max } = this.view;
        this.#setView(center - (center - min) * factor, center + (max - center) * factor);
    }

    /** @param share Of the width of the view; below 0 to the left. */
    pan(share) {
        const { min, max } = this.view;
        const width = max - min;
        const from = Math.max(this.#x[0], Math.min(min + share * width, this.#x.at(-1) - width));
        this.#setView(from, from + width);
    }

    /** Brings a position into the middle of the view, with its neighbours. */
    reveal(position) {
        const reach = Math.max(SMALLEST_VIEW, Math.min(60, Math.floor(this.#x.length / 8)));
        const at = (index) => this.#x[Math.max(0, Math.min(index, this.#x.length - 1))];
        this.#setView(at(position - reach), at(position + reach));
        this.#moveCursor(position, true);
    }

    #centerOfView() {
        const { min, max } = this.view;
        const cursor = this.#x[this.#cursor];
        return cursor > min && cursor < max && this.#container.contains(document.activeElement) ? cursor : (min + max) / 2;
    }

    /** The first position whose x is not below this one; with `isAfter`, the first whose x is above it. */
    #firstAtOrAfter(x, isAfter = false) {
        let low = 0, high = this.#x.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (this.#x[middle] < x || (isAfter && this.#x[middle] === x)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    #setView(min, max) {
        const first = this.#x[0], last = this.#x.at(-1);
        const smallest = (last - first) * Math.min(1, SMALLEST_VIEW / this.#x.length);
        if (max - min < smallest) {
            const middle = (min + max) / 2;
            [min, max] = [middle - smallest / 2, middle + smallest / 2];
        }
        this.#plot.setScale("x", { min: Math.max(first, min), max: Math.min(last, max) });
    }

    #onWheel(event) {
        if (this.#plot === null) {
            return;
        }
        if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
            event.preventDefault();
            this.pan((event.deltaX || event.deltaY) / 1000);
            return;
        }
        if (event.deltaY > 0 && !this.isZoomed) {
            return; // the page scrolls, so that the chart is no trap
        }
        event.preventDefault();
        const left = event.clientX - this.#plot.over.getBoundingClientRect().left;
        this.zoom(Math.exp(Math.max(-240, Math.min(event.deltaY, 240)) / 400), this.#plot.posToVal(left, "x"));
    }

    #onKey(event) {
        if (this.#plot === null || event.ctrlKey || event.altKey || event.metaKey) {
            return;
        }
        const step = event.key === "ArrowLeft" ? -1 : 1;
        const actions = {
            ArrowLeft: () => (event.shiftKey ? this.pan(-0.2) : this.#moveCursor(this.#cursor + step)),
            ArrowRight: () => (event.shiftKey ? this.pan(0.2) : this.#moveCursor(this.#cursor + step)),
            Home: () => this.#moveCursor(0),
            End: () => this.#moveCursor(this.#x.length - 1),
            n: () => this.#moveToOutlier(1),
            p: () => this.#moveToOutlier(-1),
            "+": () => this.zoom(0.5),
            "=": () => this.zoom(0.5),
            "-": () => this.zoom(2),
            0: () => this.reset(),
            Escape: () => this.reset(),
        };
        const action = actions[event.key];
        if (action) {
            event.preventDefault();
            action();
        }
    }

    #moveToOutlier(step) {
        const { outliers } = this.#data;
        const next = step > 0 ? outliers.find((each) => each > this.#cursor) : outliers.findLast((each) => each < this.#cursor);
        if (next !== undefined) {
            this.#moveCursor(next);
        }
    }

    #moveCursor(position) {
        this.#cursor = Math.max(0, Math.min(position, this.#x.length - 1));
        const { min, max } = this.view;
        const x = this.#x[this.#cursor];
        if (x < min || x > max) {
            const from = Math.max(this.#x[0], Math.min(x - (max - min) / 2, this.#x.at(-1) - (max - min)));
            this.#setView(from, from + max - min);
        }
        // setScale takes effect in a microtask, and the cursor is placed by the scale.
        queueMicrotask(() => {
            const value = this.#data.values[this.#cursor];
            const top = Number.isNaN(value) ? 0 : this.#plot.valToPos(value, "y");
            this.#plot.setCursor({ left: this.#plot.valToPos(x, "x"), top }, false);
            this.#onRead(this.#cursor, true);
        });
    }

    #size() {
        const { clientWidth, clientHeight } = this.#container;
        return { width: Math.max(clientWidth, 200), height: Math.max(clientHeight, 160) };
    }

    #readColors() {
        const style = getComputedStyle(document.documentElement);
        for (const name of ["ink", "muted", "grid", "series", "band", "accent", "surface"]) {
            this.#colors[name] = style.getPropertyValue(`--${name}`).trim();
        }
    }

    #options(isTime, name) {
        const colors = this.#colors;
        const axis = {
            stroke: () => colors.muted,
            grid: { stroke: () => colors.grid, width: 1 },
            ticks: { show: false },
            font: "12px " + getComputedStyle(document.body).fontFamily,
        };
        const line = (label, color, width, more = {}) => ({ label, stroke: color, width, points: { show: false }, ...more });
        const bound = (label) => line(label, () => colors.band, 0);
        return {
            ...this.#size(),
            padding: [12, 12, 0, 0],
            legend: { show: false },
            tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"), // a time without a zone is shown as it is written
            scales: { x: { time: isTime } },
            axes: [{ ...axis, grid: { show: false }, gap: 8, ...(isTime ? { values: TIME_LABELS } : {}) }, { ...axis, size: 56 }],
            series: [
                {},
                bound("upper"),
                bound("lower"),
                line("expected", () => colors.muted, 1, { dash: [5, 4] }),
                line(name, () => colors.series, 1.5, { points: { size: 5, fill: () => colors.series } }),
                {
                    label: "outlier",
                    stroke: () => colors.surface,
                    paths: () => null,
                    points: { show: true, size: 11, width: 2, stroke: () => colors.surface, fill: () => colors.accent },
                },
            ],
            bands: [{ series: [1, 2], fill: () => colors.band }],
            cursor: {
                drag: { x: true, y: false, dist: 4 },
                y: false,
                points: { // a ring, which leaves an outlier visible
                    size: (_, at) => (at === VALUES ? 16 : 0),
                    width: (_, at) => (at === VALUES ? 2 : 0),
                    stroke: () => colors.ink,
                    fill: () => "transparent",
                },
            },
            hooks: {
                setScale: [(plot, scale) => {
                    if (scale === "x") {
                        const { min, max } = plot.scales.x;
                        this.#onView(this.#firstAtOrAfter(min), this.#firstAtOrAfter(max, true) - 1);
                    }
                }],
                setCursor: [(plot) => {
                    if (plot.cursor.event !== undefined && plot.cursor.idx !== null && plot.cursor.left >= 0) {
                        this.#cursor = plot.cursor.idx;
                        this.#onRead(this.#cursor, false);
                    }
                }],
            },
        };
    }
}

function toGaps(column) {
    return column.some(Number.isNaN) ? Array.from(column, (number) => (Number.isNaN(number) ? null : number)) : column;
}
