import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import type { Language, NotificationChannel } from '../register/codes.ts';
import { NoticeError } from './notice-error.ts';
import { plainValue } from './plain-value.ts';
import { checkTemplate } from './template-check.ts';
import { readTemplateDefinitions, type TemplateDefinition } from './template-definitions.ts';

/** What a text is filled with: texts, flags, and lists of entries with texts. */
export type TemplateValues = Readonly<
  Record<string, string | boolean | readonly Readonly<Record<string, string>>[]>
>;

export interface RenderedText {
  /** Empty for an SMS. */
  subject: string;
  /** An SMS as it is sent; an e-mail in the letter markup of letter.ts. */
  body: string;
}

export interface Templates {
  names: readonly string[];
  /** Throws when there is no such template. */
  definition(name: string): TemplateDefinition;
  /** Throws when a declared variable has no value: a notice must never go out with a hole in it. */
  render(
    name: string,
    language: Language,
    channel: NotificationChannel,
    values: TemplateValues,
  ): RenderedText;
}

interface CompiledText {
  subject: Handlebars.TemplateDelegate | undefined;
  body: Handlebars.TemplateDelegate;
}

/**
 * Loads every template of `dir` and checks it against `variables.json`. Throws one error that lists every
 * problem with file and variable, so that a wrong text stops the start and not a notice.
 */
export function loadTemplates(dir: string): Templates {
  const definitions = readTemplateDefinitions(dir);
  const compiled = new Map<string, CompiledText>();
  const problems: string[] = [];
  for (const [name, definition] of definitions)
    for (const language of definition.languages)
      for (const channel of definition.channels) {
        const file = `${name}/${language}.${channel}.hbs`;
        const path = join(dir, file);
        if (!existsSync(path)) {
          problems.push(`${file} is missing`);
          continue;
        }
        const source = readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
        const found = [...checkShape(source, channel), ...checkTemplate(source, definition.variables)];
        problems.push(...found.map((problem) => `${file}: ${problem}`));
        if (found.length === 0) compiled.set(file, compile(source, channel));
      }
  if (problems.length > 0)
    throw new Error(`Templates in ${dir} are not usable:\n${problems.map((line) => `  ${line}`).join('\n')}`);

  const definitionOf = (name: string) => {
    const found = definitions.get(name);
    if (!found)
      throw new NoticeError(`There is no template "${name}": declare it in ${join(dir, 'variables.json')}.`);
    return found;
  };
  return {
    names: [...definitions.keys()],
    definition: definitionOf,
    render(name, language, channel, values) {
      const definition = definitionOf(name);
      const text = compiled.get(`${name}/${language}.${channel}.hbs`);
      if (!text) throw new NoticeError(`Template "${name}" has no text in ${language} for ${channel}.`);
      const filled = fill(name, definition, values);
      const body = text.body(filled);
      return {
        subject: text.subject?.(filled).trim() ?? '',
        body: channel === 'sms' ? body.replace(/\s+/g, ' ').trim() : body.trim(),
      };
    },
  };
}

const subjectLine = /^Subject: (.+)\n/;

function checkShape(source: string, channel: NotificationChannel): string[] {
  if (channel === 'email' && !subjectLine.test(source)) return ['line 1: must be "Subject: …"'];
  if (channel === 'sms' && source.trim().includes('\n')) return ['an SMS is one line'];
  return [];
}

/** Values are put in as they are: an SMS needs no escaping and letter.ts escapes the whole e-mail. */
function compile(source: string, channel: NotificationChannel): CompiledText {
  const options = { noEscape: true, strict: true, knownHelpersOnly: true };
  const subject = channel === 'email' ? subjectLine.exec(source)?.[1] : undefined;
  return {
    subject: subject === undefined ? undefined : Handlebars.compile(subject, options),
    body: Handlebars.compile(channel === 'email' ? source.replace(subjectLine, '') : source, options),
  };
}

/** Exactly the declared variables, each with a value of its kind, cleaned of what could break a line. */
function fill(name: string, definition: TemplateDefinition, values: TemplateValues): TemplateValues {
  const filled: Record<string, TemplateValues[string]> = {};
  for (const [variable, kind] of Object.entries(definition.variables)) {
    const value = values[variable];
    if (kind === 'text' && typeof value === 'string') filled[variable] = plainValue(value);
    else if (kind === 'flag' && typeof value === 'boolean') filled[variable] = value;
    else if (typeof kind === 'object' && typeof value === 'object')
      filled[variable] = value.map((row) => fillRow(name, variable, kind, row));
    else throw missing(name, variable);
  }
  return filled;
}

function fillRow(
  name: string,
  variable: string,
  fields: readonly string[],
  row: Readonly<Record<string, string>>,
): Record<string, string> {
  const filled: Record<string, string> = {};
  for (const field of fields) {
    const text = row[field];
    if (text === undefined) throw missing(name, `${variable}.${field}`);
    filled[field] = plainValue(text);
  }
  return filled;
}

function missing(name: string, variable: string): Error {
  return new NoticeError(`Template "${name}": no value of the right kind for "${variable}".`);
}
