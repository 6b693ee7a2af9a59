import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import type { Site } from "./site.ts";

/** By the authority's certificate. To read all public ones takes a tenth of a second, too long for each connection. */
const contexts = new Map<string, SecureContext>();

/** Whose certificates are believed: public authorities', and the site's own. */
export function trustOf({ ca }: Pick<Site, "ca">): { readonly secureContext?: SecureContext } {
	if (ca === undefined) return {};
	const secureContext = contexts.get(ca) ?? createSecureContext({ ca: [...rootCertificates, ca] });
	contexts.set(ca, secureContext);
	return { secureContext };
}
