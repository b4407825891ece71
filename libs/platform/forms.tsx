import type { ComponentChildren, VNode } from 'preact';
import { z } from 'zod';
import { isPageKey, type PageKey } from '../catalogue/index.js';
import { DomainError } from './errors.js';
import type { PageTranslate } from './page.js';

/** What of a form cannot be taken, in the reader's words. `field` null: it is about the whole. */
interface Fault {
  field: string | null;
  text: string;
}

/** Why a form was not taken. */
export interface FormRefusal {
  status: number;
  faults: Fault[];
}

/** How a form says what is wrong in it. */
export interface FormWords {
  t: PageTranslate;
  /** By the value's path in the schema, `*` for any step: the field where it can be put right, and what to say. */
  fields: Record<string, PageKey | { field: string; text: PageKey }>;
  /** By the code of the domain's error, where it belongs to a field or says more than its general words. */
  codes?: Record<string, { field?: string; text?: PageKey }>;
  /** How this form's fields are called on the page, where there are several such forms. */
  idOf?: (field: string) => string;
}

/** Reads why a form was not taken; null when something else went wrong. */
export const formRefusal = (error: unknown, words: FormWords): FormRefusal | null => {
  const { t, codes = {}, idOf = (field) => field } = words;
  if (error instanceof z.ZodError) {
    const faults = error.issues.map(({ path }) => faultAt(path.map(String), words));
    const known = faults.flatMap((fault) => fault ?? []);
    const distinct = [...new Map(known.map((fault) => [`${fault.field} ${fault.text}`, fault])).values()];
    return known.length < faults.length ? null : { status: 422, faults: distinct };
  }
  if (!(error instanceof DomainError)) return null;
  const { field, text } = codes[error.code] ?? {};
  const general = `error.code.${error.code}`;
  const key = text ?? (isPageKey(general) ? general : null);
  if (key === null) return null;
  return {
    status: error.status,
    faults: [{ field: field === undefined ? null : idOf(field), text: t(key, valuesOf(error.details)) }],
  };
};

const faultAt = (path: string[], { t, fields, idOf = (field) => field }: FormWords): Fault | null => {
  for (const [pattern, found] of Object.entries(fields)) {
    const steps = pattern.split('.');
    const fits = steps.length <= path.length && steps.every((step, index) => step === '*' || step === path[index]);
    if (!fits) continue;
    const { field, text } = typeof found === 'string' ? { field: steps.join('-'), text: found } : found;
    const named = field.split('-').map((step, index) => (step === '*' ? (path[index] ?? step) : step));
    return { field: idOf(named.join('-')), text: t(text) };
  }
  return null;
};

const valuesOf = (details: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      Array.isArray(value)
        ? value.join(' → ')
        : typeof value === 'string' || typeof value === 'number'
          ? String(value)
          : value === null
            ? 'none'
            : '…',
    ]),
  );

/** What is wrong, before everything else on the page, with a way to each place. */
export const Refused = ({ refusal }: { refusal: FormRefusal | undefined }): VNode | null => {
  if (!refusal) return null;
  const one = ({ field, text }: Fault) => (field === null ? text : <a href={`#${field}`}>{text}</a>);
  const [first, ...others] = refusal.faults;
  return (
    <div class="notice error" role="alert">
      {first && others.length === 0 ? (
        <p>{one(first)}</p>
      ) : (
        <ul>
          {refusal.faults.map((fault) => (
            <li>{one(fault)}</li>
          ))}
        </ul>
      )}
    </div>
  );
};

interface FieldProps {
  /** Also its id, unless that is given. */
  name: string;
  id?: string;
  label: string;
  hint?: string | undefined;
  refusal?: FormRefusal | undefined;
}

const faultOf = (id: string, refusal: FormRefusal | undefined) =>
  refusal?.faults.find(({ field }) => field === id)?.text;

/** Ties a field to its hint and to what is wrong with it. */
const ties = ({ name, id = name, hint, refusal }: FieldProps) => {
  const isFaulty = faultOf(id, refusal) !== undefined;
  const described = [...(hint === undefined ? [] : [`${id}-hint`]), ...(isFaulty ? [`${id}-fault`] : [])];
  return {
    id,
    ...(described.length > 0 && { 'aria-describedby': described.join(' ') }),
    ...(isFaulty && { 'aria-invalid': 'true' as const }),
  };
};

const Labelled = (props: FieldProps & { children: ComponentChildren }) => {
  const { name, id = name, label, hint, refusal, children } = props;
  const fault = faultOf(id, refusal);
  return (
    <div>
      <label for={id}>{label}</label>
      {children}
      {hint !== undefined && <small id={`${id}-hint`}>{hint}</small>}
      {fault !== undefined && (
        <p id={`${id}-fault`} class="fault">
          {fault}
        </p>
      )}
    </div>
  );
};

/** One line of text, a number, a day, or a time on some day. */
export const TextField = (
  props: FieldProps & {
    type?: 'text' | 'number' | 'date' | 'datetime-local';
    value?: string | number | undefined;
    isRequired?: boolean;
    maxLength?: number;
    min?: number | string;
    max?: number | string;
    list?: string;
  },
): VNode => {
  const { name, type = 'text', value, isRequired = false, maxLength, min, max, list } = props;
  return (
    <Labelled {...props}>
      <input
        {...ties(props)}
        name={name}
        type={type}
        value={value}
        required={isRequired}
        maxLength={maxLength}
        min={min}
        max={max}
        list={list}
        dir={type === 'text' ? 'auto' : undefined}
      />
    </Labelled>
  );
};

export const TextArea = (
  props: FieldProps & { value?: string | undefined; isRequired?: boolean; maxLength?: number; rows?: number },
): VNode => {
  const { name, value = '', isRequired = false, maxLength = 2000, rows = 2 } = props;
  return (
    <Labelled {...props}>
      <textarea {...ties(props)} name={name} rows={rows} maxLength={maxLength} required={isRequired} dir="auto">
        {value}
      </textarea>
    </Labelled>
  );
};

/** One of several; `any`: what it says while nothing is chosen. */
export const Choice = (
  props: FieldProps & {
    any?: string;
    chosen?: string | undefined;
    options: (readonly [value: string, text: string])[];
    isRequired?: boolean;
  },
): VNode => {
  const { name, any, chosen, options, isRequired = false } = props;
  return (
    <Labelled {...props}>
      <select {...ties(props)} name={name} required={isRequired}>
        {any !== undefined && <option value="">{any}</option>}
        {options.map(([value, text]) => (
          <option value={value} selected={value === chosen}>
            {text}
          </option>
        ))}
      </select>
    </Labelled>
  );
};

/** A box to tick. */
export const Tick = ({
  name,
  value = '1',
  label,
  checked = false,
}: {
  name: string;
  value?: string;
  label: string;
  checked?: boolean | undefined;
}): VNode => (
  <label class="choice">
    <input type="checkbox" name={name} value={value} checked={checked} />
    <span dir="auto">{label}</span>
  </label>
);

/** Boxes or fields that belong together, and what is wrong with them as a whole. */
export const Group = ({
  id,
  label,
  hint,
  refusal,
  children,
}: {
  id: string;
  label: string;
  hint?: string | undefined;
  refusal?: FormRefusal | undefined;
  children: ComponentChildren;
}): VNode => {
  const fault = faultOf(id, refusal);
  const described = [...(hint === undefined ? [] : [`${id}-hint`]), ...(fault === undefined ? [] : [`${id}-fault`])];
  return (
    <fieldset id={id} tabIndex={-1} aria-describedby={described.length > 0 ? described.join(' ') : undefined}>
      <legend>{label}</legend>
      {hint !== undefined && <small id={`${id}-hint`}>{hint}</small>}
      {fault !== undefined && (
        <p id={`${id}-fault`} class="fault">
          {fault}
        </p>
      )}
      {children}
    </fieldset>
  );
};
