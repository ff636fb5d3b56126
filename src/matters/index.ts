export { loadMatters, type Matter, type MatterCatalogue, type RequiredMaterial } from './catalogue.ts';
export { readDecisionTable, type Column, type DecisionTable, type Rule } from './decision-table.ts';
export { loadGuides, type Guide, type Guides, type GuideText } from './guides.ts';
