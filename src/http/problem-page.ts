import type { Language } from './language.ts';
import type { ProblemDocument } from './problem.ts';

/** A small page for a refusal. Every text comes from our own tables, so there is nothing to escape. */
export function problemPage(document: ProblemDocument, language: Language): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${document.title}</title>
<link rel="stylesheet" href="/assets/window.css">
</head>
<body>
<main>
<h1>${document.title}</h1>
<p>${document.detail}</p>
</main>
</body>
</html>
`;
}
