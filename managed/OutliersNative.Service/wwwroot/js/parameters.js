// The inputs for a detector's keyword arguments.

const CHOICES = { direction: ["both", "up", "down"], nan: ["raise", "omit"] };
// Those that all bundled detectors have are behind "More options": the detector's own matter more.
const COMMON = new Set(["direction", "max_outliers", "nan", "low", "high"]);
const HINTS = {
    direction: "up: only values above the upper bound",
    max_outliers: "a number of outliers, or a share such as 0.01",
    nan: "omit: missing values are left out",
    low: "least possible value",
    high: "largest possible value",
    period: "length of the season, in values",
    window: "in values",
};

/** Shows an input for each parameter, with its default, in `own` or `common`. */
export function showParameters(parameters, own, common) {
    own.replaceChildren(...parameters.filter(({ name }) => !COMMON.has(name)).map(field));
    common.replaceChildren(...parameters.filter(({ name }) => COMMON.has(name)).map(field));
}

/** What the user has changed: pairs of a name and a number, boolean or string. */
export function readParameters(form) {
    return [...form.querySelectorAll("[data-default]")].flatMap((input) => {
        const text = input.value.trim();
        return text === "" || text === input.dataset.default ? [] : [[input.name, typed(text)]];
    });
}

function typed(text) {
    if (text === "true" || text === "false") {
        return text === "true";
    }
    const number = Number(text);
    return Number.isFinite(number) ? number : text;
}

function field({ name, default: value }) {
    const text = value === null ? "" : String(value);
    const choices = typeof value === "boolean" ? ["true", "false"] : CHOICES[name];
    const input = choices ? select(choices, text) : textInput(value, text);
    input.id = `parameter-${name}`;
    input.name = name;
    input.dataset.default = text;
    const label = document.createElement("label");
    label.htmlFor = input.id;
    label.textContent = name.replaceAll("_", " ");
    const block = document.createElement("div");
    block.className = "field";
    block.append(label, input);
    if (HINTS[name]) {
        const hint = document.createElement("p");
        hint.className = "hint";
        hint.id = `${input.id}-hint`;
        hint.textContent = HINTS[name];
        input.setAttribute("aria-describedby", hint.id);
        block.append(hint);
    }
    return block;
}

function textInput(value, text) {
    const input = document.createElement("input");
    input.type = "text"; // not "number": period may be "auto", and a number input drops what it does not understand
    input.inputMode = typeof value === "string" ? "text" : "decimal";
    input.autocomplete = "off";
    input.value = text;
    input.placeholder = text || "not set";
    return input;
}

function select(choices, chosen) {
    const input = document.createElement("select");
    input.append(...choices.map((choice) => new Option(choice, choice, choice === chosen, choice === chosen)));
    return input;
}
