import { preparedRun } from '../support/n8n/prepared-run';
import { startN8n, type RunningN8n } from '../support/n8n/start-n8n';
import manifest from '../../package.json';

let n8n: RunningN8n;

beforeAll(async () => {
	n8n = await startN8n();
});

test('the editor offers every node that package.json names', async () => {
	const offered = (await n8n.nodeTypes()).map((type) => type.name);
	for (const file of manifest.n8n.nodes) {
		const nodeClass = file.replace(/^.*\/|\.node\.js$/g, '');
		expect(offered).toContain(`${manifest.name}.${lowerFirst(nodeClass)}`);
	}
});

test('the editor offers every credential that package.json names', async () => {
	const offered = (await n8n.credentialTypes()).map((type) => type.name);
	for (const file of manifest.n8n.credentials) {
		const credentialClass = file.replace(/^.*\/|\.credentials\.js$/g, '');
		expect(offered).toContain(lowerFirst(credentialClass));
	}
});

test('n8n logs no complaint about the package when it starts', () => {
	const { name } = preparedRun().packed;
	const mentions = [`"${name}"`, `node_modules/${name}/`];
	const complaints = n8n
		.log()
		.split('\n')
		.filter((line) => mentions.some((mention) => line.includes(mention)));
	expect(complaints).toEqual([]);
});

function lowerFirst(name: string): string {
	return name.charAt(0).toLowerCase() + name.slice(1);
}
