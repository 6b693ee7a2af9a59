/** Names that belong to the server's settings and to an NPC's definition; none has business on a client. */
const SECRET_NAMES = new Set([
	"Persona",
	"FallbackLines",
	"LettaConfig",
	"GatewayUrl",
	"SecretName",
	"ApiKey",
	"Token",
]);

/** A URL with a host, a bearer token, a key as model hosts hand them out. */
const SECRET_PATTERNS = ["https?://%w", "wss?://%w", "Bearer%s+%w", "%f[%w]sk%-%w%w%w%w%w%w%w%w"];

/** The longest text that a client needs is a name; a persona is hundreds of bytes. */
const MAX_TEXT_BYTES = 200;

function secretIn(text: string): string | undefined {
	if (text.size() > MAX_TEXT_BYTES) return `${text.size()} bytes of text`;
	return SECRET_PATTERNS.find((pattern) => text.match(pattern)[0] !== undefined);
}

function findInAttributes(instance: Instance, found: Array<string>): void {
	for (const [name, value] of instance.GetAttributes()) {
		const secret = typeIs(value, "string") ? secretIn(value) : undefined;
		if (SECRET_NAMES.has(name)) found.push(`${instance.GetFullName()} has an attribute ${name}`);
		else if (secret !== undefined) found.push(`${instance.GetFullName()}, attribute ${name}: ${secret}`);
	}
}

/** Where names, string values and attributes of `instances` hold what only the server may know; a line for each find. */
export function findSecrets(instances: ReadonlyArray<Instance>): ReadonlyArray<string> {
	const found = new Array<string>();
	for (const instance of instances) {
		if (SECRET_NAMES.has(instance.Name)) {
			found.push(`${instance.GetFullName()} bears a name of the server's`);
			continue;
		}
		if (instance.IsA("StringValue")) {
			const secret = secretIn(instance.Value);
			if (secret !== undefined) found.push(`${instance.GetFullName()}, value: ${secret}`);
		}
		findInAttributes(instance, found);
	}
	return found;
}
