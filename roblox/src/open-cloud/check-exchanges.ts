import type { Exchange } from "../../stand-ins/open-cloud/fake-open-cloud.ts";
import { OPERATIONS } from "./contract.ts";
import { checkValue, type DescribedOperation, type Description, type Schema } from "./description.ts";

function schemaOf(
	content: Readonly<Record<string, { readonly schema?: Schema }>> | undefined,
): Schema | undefined {
	return content?.["application/json"]?.schema;
}

function checkExchange(
	exchange: Exchange,
	described: DescribedOperation,
	description: Description,
): string[] {
	const sent = schemaOf(described.requestBody?.content);
	const answered = schemaOf(described.responses["200"]?.content);
	const isSuccess = exchange.status === 200;
	return [
		...(sent === undefined ? [] : checkValue(JSON.parse(exchange.request), sent, description)),
		...(answered === undefined || !isSuccess
			? []
			: checkValue(JSON.parse(exchange.response), answered, description)),
	].map((problem) => `${exchange.operation}: ${problem}`);
}

/** What in requests to the fake, and in its answers, is not as the published description says. */
export function checkExchanges(exchanges: ReadonlyArray<Exchange>, description: Description): string[] {
	const problems = exchanges.flatMap((exchange) => {
		const { method, path } = OPERATIONS[exchange.operation];
		const described = description.paths[path]?.[method];
		return described === undefined ? [] : checkExchange(exchange, described, description);
	});
	return [...new Set(problems)];
}
