// Questions of a tool's draft, moved by dragging. The buttons beside each do the same, and need no script.

const tree = document.querySelector('[data-tree]');
const form = document.querySelector('#tree-step');

if (tree instanceof HTMLElement && form instanceof HTMLFormElement) {
  /** @type {HTMLElement | null} */
  let dragged = null;
  /** @type {HTMLElement | null} */
  let over = null;

  /** @param {HTMLElement | null} item */
  const mark = (item) => {
    over?.classList.remove('tree__item--over');
    over = item;
    over?.classList.add('tree__item--over');
  };
  /**
   * @param {Event} event
   * @returns {HTMLElement | null} the question that an event happened on
   */
  const itemOf = ({ target }) => {
    const found = target instanceof Element ? target.closest('[data-item]') : null;
    return found instanceof HTMLElement ? found : null;
  };

  for (const item of tree.querySelectorAll('[data-item]')) item.setAttribute('draggable', 'true');

  tree.addEventListener('dragstart', (event) => {
    dragged = itemOf(event);
    event.dataTransfer?.setData('text/plain', dragged?.dataset['item'] ?? '');
  });
  tree.addEventListener('dragover', (event) => {
    const section = event.target instanceof Element ? event.target.closest('.tree') : null;
    if (!dragged || !section) return;
    event.preventDefault();
    mark(itemOf(event));
  });
  tree.addEventListener('dragend', () => {
    mark(null);
    dragged = null;
  });
  tree.addEventListener('drop', (event) => {
    const target = event.target instanceof Element ? event.target.closest('.tree') : null;
    const list = target?.querySelector('[data-section]');
    if (!dragged || !(list instanceof HTMLElement)) return;
    event.preventDefault();
    const others = [...list.querySelectorAll('[data-item]')].filter((one) => one !== dragged);
    const before = itemOf(event);
    if (before === dragged) return;
    const at = before ? others.indexOf(before) : -1;
    const place = at < 0 ? others.length : at;
    const step = document.createElement('input');
    step.type = 'hidden';
    step.name = 'step';
    step.value = `item:${dragged.dataset['item']}:to:${list.dataset['section']}:${place}`;
    form.append(step);
    form.submit();
  });
}
