import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A certificate authority of a test's own, made by openssl. */
export interface Authority {
	/** Its certificate's file, and what is in it. */
	readonly caFile: string;
	readonly ca: string;
	/** A certificate for `localhost`, or as the options say. */
	readonly issue: (name: string, options?: CertificateOptions) => Certificate;
}

export interface CertificateOptions {
	/** Default: `localhost`. */
	readonly dnsName?: string;
	/** From now; default: a year. Negative for one that has ended. */
	readonly days?: number;
	/** Nobody vouches for it. */
	readonly isSelfSigned?: boolean;
}

export interface Certificate {
	readonly certFile: string;
	readonly keyFile: string;
}

const CURVE = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
const YEAR_DAYS = 365;

/** `20260102030405Z` */
const asn1Time = (days: number): string =>
	new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]|\.\d+/g, "");

const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: ["ignore", "pipe", "pipe"] });

/** openssl ca, because `openssl x509` of older versions knows no dates in the past. */
function caConfig(folder: string): string {
	const file = join(folder, "ca.cnf");
	const lines = [
		"[ca]\ndefault_ca = own",
		`[own]\ndatabase = ${folder}/index.txt\nnew_certs_dir = ${folder}\nrand_serial = yes`,
		`certificate = ${folder}/ca.pem\nprivate_key = ${folder}/ca.key\ndefault_md = sha256\npolicy = any`,
		"copy_extensions = copy\nunique_subject = no\n[any]\ncommonName = supplied",
	];
	writeFileSync(file, `${lines.join("\n")}\n`);
	writeFileSync(join(folder, "index.txt"), "");
	return file;
}

export function createAuthority(folder: string): Authority {
	const caFile = join(folder, "ca.pem");
	const subject = ["-subj", "/CN=Townsfolk test authority"];
	openssl(
		"req",
		"-x509",
		...CURVE,
		"-keyout",
		join(folder, "ca.key"),
		"-out",
		caFile,
		"-days",
		"30",
		...subject,
	);
	const config = caConfig(folder);

	function issue(name: string, options: CertificateOptions = {}): Certificate {
		const { dnsName = "localhost", days = YEAR_DAYS, isSelfSigned = false } = options;
		const certFile = join(folder, `${name}.pem`);
		const keyFile = join(folder, `${name}.key`);
		const wanted = ["-subj", `/CN=${dnsName}`, "-addext", `subjectAltName=DNS:${dnsName}`];
		if (isSelfSigned) {
			openssl(
				"req",
				"-x509",
				...CURVE,
				"-keyout",
				keyFile,
				"-out",
				certFile,
				"-days",
				String(days),
				...wanted,
			);
			return { certFile, keyFile };
		}
		const request = join(folder, `${name}.csr`);
		openssl("req", ...CURVE, "-keyout", keyFile, "-out", request, ...wanted);
		const dates = ["-startdate", asn1Time(days - YEAR_DAYS - 1), "-enddate", asn1Time(days)];
		openssl("ca", "-batch", "-config", config, "-in", request, "-out", certFile, "-notext", ...dates);
		return { certFile, keyFile };
	}

	return { caFile, ca: readFileSync(caFile, "utf8"), issue };
}
