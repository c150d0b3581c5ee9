import { grouped, shorten } from "./format.js";

const PAGE = 100; // rows that are added at once; many thousand would make the page slow

const COLUMNS = [
    { key: "position", label: "Position" },
    { key: "time", label: "Time" },
    { key: "value", label: "Value" },
    { key: "score", label: "Score" },
    { key: "expected", label: "Expected" },
    { key: "lower", label: "Lower" },
    { key: "upper", label: "Upper" },
];

/** The table of the outliers. A header sorts, a position shows its outlier in the chart. */
export class OutlierTable {
    #table;
    #more;
    #onReveal;
    #rows = [];
    #columns = COLUMNS;
    #shown = PAGE;
    #sort = { key: "position", descending: false };

    /** @param onReveal Called with the position that the user wants to see. */
    constructor(table, more, onReveal) {
        this.#table = table;
        this.#more = more;
        this.#onReveal = onReveal;
        more.addEventListener("click", () => {
            const next = this.#shown;
            this.#shown += PAGE;
            this.#drawBody();
            table.tBodies[0].rows[next]?.querySelector("button").focus(); // the button may be gone
        });
    }

    show({ values, times, texts, outliers, scores, expected, lower, upper }) {
        this.#rows = outliers.map((position) => ({
            position,
            time: times?.[position],
            text: texts?.[position],
            value: values[position],
            score: scores[position],
            expected: expected[position],
            lower: lower[position],
            upper: upper[position],
        }));
        this.#columns = COLUMNS.filter(({ key }) => key !== "time" || texts !== undefined);
        this.#shown = PAGE;
        if (!this.#columns.some(({ key }) => key === this.#sort.key)) {
            this.#sort = { key: "position", descending: false };
        }
        this.#drawHead();
        this.#drawBody();
    }

    #drawHead() {
        const cells = this.#columns.map(({ key, label }) => {
            const button = element("button", { type: "button", className: "sort" }, label);
            button.addEventListener("click", () => {
                // A number that matters most when it is high begins with the highest.
                const descending = this.#sort.key === key ? !this.#sort.descending : key === "score";
                this.#sort = { key, descending };
                this.#markSort();
                this.#drawBody();
            });
            return element("th", { scope: "col", className: key }, button);
        });
        this.#table.tHead.replaceChildren(element("tr", {}, ...cells));
        this.#markSort();
    }

    #markSort() {
        this.#columns.forEach(({ key }, at) => {
            const cell = this.#table.tHead.rows[0].cells[at];
            if (key === this.#sort.key) {
                cell.setAttribute("aria-sort", this.#sort.descending ? "descending" : "ascending");
            } else {
                cell.removeAttribute("aria-sort");
            }
        });
    }

    #drawBody() {
        const { key, descending } = this.#sort;
        const order = (value) => (Number.isFinite(value) ? value : descending ? -Infinity : Infinity); // unknown ones come last
        const sign = descending ? -1 : 1;
        const sorted = this.#rows.toSorted((a, b) => sign * (order(a[key]) - order(b[key]) || 0) || a.position - b.position);
        this.#table.tBodies[0].replaceChildren(...sorted.slice(0, this.#shown).map((row) => this.#row(row)));
        const left = this.#rows.length - this.#shown;
        this.#more.hidden = left <= 0;
        this.#more.textContent = `Show ${Math.min(PAGE, left)} more of ${grouped(this.#rows.length)}`;
    }

    #row(row) {
        const button = element("button", { type: "button", className: "reveal" }, String(row.position));
        button.setAttribute("aria-label", `${row.position}, show in the chart`);
        button.addEventListener("click", () => this.#onReveal(row.position));
        const cells = this.#columns.slice(1).map(({ key }) =>
            element("td", { className: key }, key === "time" ? row.text : shorten(row[key]) || "–"));
        return element("tr", {}, element("th", { scope: "row", className: "position" }, button), ...cells);
    }
}

function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
}
