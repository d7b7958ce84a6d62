// The table in which figures are entered, with the keys and the pasting of a spreadsheet. Without this script each cell is
// a field like any other.

const table = document.querySelector('[data-cells]');
/** @type {HTMLInputElement[][]} */
const rows = Array.from(table?.querySelectorAll('tbody tr') ?? [], (row) =>
  Array.from(row.querySelectorAll('input')),
);

/**
 * Where a field stands in the table; null for another element.
 *
 * @param {EventTarget | null} target
 */
function placeOf(target) {
  for (const [row, cells] of rows.entries()) {
    const column = cells.findIndex((cell) => cell === target);
    if (column >= 0) return { row, column };
  }
  return null;
}

table?.addEventListener('keydown', (event) => {
  if (!(event instanceof KeyboardEvent)) return;
  const at = placeOf(event.target);
  const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
  if (!at || step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  const next = rows[at.row + step]?.[at.column];
  // In the last row Enter sends the form, as in every other one.
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.select();
});

table?.addEventListener('paste', (event) => {
  if (!(event instanceof ClipboardEvent)) return;
  const at = placeOf(event.target);
  const text = event.clipboardData?.getData('text/plain') ?? '';
  const block = text
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map((line) => line.split('\t'));
  if (!at || (block.length === 1 && block[0]?.length === 1)) return;
  event.preventDefault();
  block.forEach((cells, down) => {
    cells.forEach((value, right) => {
      const cell = rows[at.row + down]?.[at.column + right];
      if (cell) cell.value = value.trim();
    });
  });
});
