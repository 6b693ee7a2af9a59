import { CrisisRule } from "./crisis-rule";

const RULE = new CrisisRule();

/** See {@link CrisisRule.isCrisis}. */
export function isCrisis(text: string): boolean {
	return RULE.isCrisis(text);
}

/** See {@link CrisisRule.learnWhile}. */
export function learnCrisisWords(mayGoOn: () => boolean): boolean {
	return RULE.learnWhile(mayGoOn);
}
