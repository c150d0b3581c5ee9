/** A number for people: six significant digits. */
export function shorten(number) {
    return Number.isFinite(number) ? String(Number(number.toPrecision(6))).replace("-", "\u2212") : "";
}

/** A count for people: 2,016. */
export const grouped = (count) => count.toLocaleString("en");

export const plural = (count, noun) => `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
