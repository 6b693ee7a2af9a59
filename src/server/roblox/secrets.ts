import { HttpService } from "@rbxts/services";

export type SecretResult =
	{ readonly kind: "ok"; readonly secret: Secret } | { readonly kind: "missing"; readonly message: string };

/**
 * Fetches a secret of the experience by its name, which LettaConfig's `key` gives. Nobody can read its content: it can only
 * go into a URL or a header.
 */
export function getSecret(key: "SecretName" | "LettaSecretName", name: string): SecretResult {
	const [ok, result] = pcall(() => HttpService.GetSecret(name));
	if (ok) return { kind: "ok", secret: result };
	return {
		kind: "missing",
		message:
			`LettaConfig.${key}: the experience has no secret called "${name}" (${tostring(result)}). ` +
			"Add it on the Creator Dashboard under Secrets; for a play test in Studio under " +
			"File > Experience Settings > Security > Local Secrets",
	};
}
