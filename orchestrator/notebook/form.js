// The form in the browser: it draws what `view` says and sends what was filled in. It decides nothing.

const TYPES = { text: "text", number: "text", date: "date", time: "time", datetime: "datetime-local" };

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null && value !== "") node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

function control(field, id, said) {
  const shared = { id, "aria-describedby": `${id}-told` };
  if (field.options.length) {
    const select = make("select", { ...shared, multiple: field.many });
    if (!field.many) select.append(make("option", { value: "" }, "…"));
    for (const { value, label } of field.options) {
      const option = make("option", { value }, label);
      option.selected = said.texts?.includes(value) ?? value === said.text;
      select.append(option);
    }
    return select;
  }
  if (field.many) {
    const area = make("textarea", { ...shared, rows: "3", placeholder: "one a line" });
    area.value = said.texts?.join("\n") ?? "";
    return area;
  }
  const input = make("input", {
    ...shared,
    type: TYPES[field.kind],
    inputmode: field.kind === "number" ? "decimal" : null,
    autocomplete: "off",
  });
  input.value = said.text ?? "";
  return input;
}

// A row: the question, its control, what may be answered, "I don't know", and what was wrong with the last answer.
function row(field, view, prefix) {
  const id = `${prefix}-${field.id}`;
  const said = view.said[field.id] ?? {};
  const entry = control(field, id, said);
  const boxes = [];
  let unknown = null;
  let any = null;
  if (field.open) {
    unknown = make("input", { type: "checkbox", id: `${id}-unknown` });
    boxes.push(make("label", { class: "orch-choice" }, unknown, " I don't know"));
  }
  if (field.open && field.options.length) {
    any = make("input", { type: "checkbox", id: `${id}-any` });
    boxes.push(make("label", { class: "orch-choice" }, any, " Choose for me"));
  }
  const update = (changed) => {
    for (const other of [unknown, any]) if (other && other !== changed && changed.checked) other.checked = false;
    entry.disabled = [unknown, any].some((box) => box?.checked);
  };
  for (const box of [unknown, any]) if (box) box.addEventListener("change", () => update(box));
  if (unknown && said.unknown) unknown.checked = entry.disabled = true;
  if (any && said.any) any.checked = entry.disabled = true;
  const told = [field.told, field.allowed].filter(Boolean).join(" · ");
  const error = view.errors[field.id];
  if (error) entry.setAttribute("aria-invalid", "true");
  const node = make(
    "div",
    { class: error ? "orch-field orch-wrong" : "orch-field" },
    make("label", { for: id, class: "orch-label" }, field.label),
    make("div", { class: "orch-entry" }, entry, ...boxes),
    make("div", { class: "orch-note", id: `${id}-told` }, told),
    error ? make("div", { class: "orch-error", role: "alert" }, error) : null,
  );
  const read = () => {
    if (unknown?.checked) return { unknown: true };
    if (any?.checked) return { any: true };
    if (field.many && field.options.length) return { texts: Array.from(entry.selectedOptions, (o) => o.value) };
    if (field.many) return { texts: entry.value.split("\n") };
    return { text: entry.value };
  };
  return { id: field.id, node, read, entry };
}

let forms = 0;

function render({ model, el }) {
  const prefix = `orch-form-${(forms += 1)}`;

  function draw(focus) {
    const view = model.get("view");
    const root = make("div", { class: "orch orch-form tex2jax_ignore mathjax_ignore" });
    const plan = make("div", { class: "orch-plan", "aria-live": "polite" });
    plan.innerHTML = view.html; // made and escaped by the Python side
    root.append(plan);
    const rows = view.fields.map((field) => row(field, view, prefix));
    const form = make("form", { novalidate: true }, ...rows.map((r) => r.node));
    for (const note of view.notes) form.append(make("div", { class: "orch-note", role: "status" }, note));
    for (const problem of view.problems) form.append(make("div", { class: "orch-error", role: "alert" }, problem));
    const buttons = make("div", { class: "orch-buttons" });
    if (rows.length) buttons.append(make("button", { type: "submit", class: "orch-submit" }, "Answer"));
    if (view.undo) {
      const undo = make("button", { type: "button" }, "Take back the last answers");
      undo.addEventListener("click", () => send({ kind: "undo", round: view.round }));
      buttons.append(undo);
    }
    if (buttons.childElementCount) form.append(buttons);
    if (form.childElementCount) root.append(form);
    const send = (message) => {
      for (const button of buttons.querySelectorAll("button")) button.disabled = true;
      root.setAttribute("aria-busy", "true");
      model.send(message);
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      send({ kind: "submit", round: view.round, answers: Object.fromEntries(rows.map((r) => [r.id, r.read()])) });
    });
    // The keys of a notebook (Enter, Escape, a, b, d d) are not for it while one writes in a field.
    form.addEventListener("keydown", (event) => event.stopPropagation());
    el.replaceChildren(root);
    if (focus) (rows.find((r) => view.errors[r.id]) ?? rows[0])?.entry.focus();
  }

  const redraw = () => draw(true);
  model.on("change:view", redraw);
  draw(false);
  return () => model.off("change:view", redraw);
}

export default { render };
