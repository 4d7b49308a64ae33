// The fields of a form as plain data: name -> list of values.
const NEVER = new Set(["csrfmiddlewaretoken", "next"]);

export function fieldsOf(form) {
  // `data-passing` marks what is only tried and never saved.
  return [...form.elements].filter((field) => field.name && !NEVER.has(field.name) && !("passing" in field.dataset) && !["file", "password", "submit", "button"].includes(field.type) && field.tagName !== "FIELDSET");
}

export function read(form) {
  const values = {};
  for (const field of fieldsOf(form)) {
    const checkable = field.type === "checkbox" || field.type === "radio";
    values[field.name] ??= [];
    if (!checkable || field.checked) values[field.name].push(...(field.multiple ? [...field.selectedOptions].map((option) => option.value) : [field.value]));
  }
  return values;
}

export function write(form, values) {
  // Forms with rows that come and go make room first (workshop.js).
  form.dispatchEvent(new CustomEvent("draft:write", { bubbles: true, detail: values }));
  const rest = structuredClone(values);
  for (const field of fieldsOf(form)) {
    const wanted = rest[field.name];
    if (!wanted) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = wanted.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = wanted.includes(option.value);
    else if (wanted.length) field.value = wanted.shift();
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

/** What a person typed; hidden fields alone are no reason to ask anything. */
export function typed(form, values) {
  const hidden = new Set(fieldsOf(form).filter((field) => field.type === "hidden").map((field) => field.name));
  return JSON.stringify(Object.entries(values).filter(([name]) => !hidden.has(name)).sort(([a], [b]) => (a < b ? -1 : 1)));
}
