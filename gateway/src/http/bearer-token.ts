/** The token of an `Authorization` header; undefined if it has none. */
export function bearerOf(header: string | undefined): string | undefined {
	return /^Bearer (.+)$/i.exec(header ?? "")?.[1];
}
