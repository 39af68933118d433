/**
 * Words that errors of model servers are made of: about fields, types, sizes, limits, models, accounts and networks, and
 * the words that join them. One of them alone says nothing of a prompt that has it too, so it is shown.
 * Collected from the errors in `test/fixtures` and what OpenAI, Anthropic, Google, Groq, Mistral, xAI, OpenRouter, vLLM,
 * llama.cpp, LM Studio, Ollama and FastAPI answer. A word that is missing here is shown too, unless the prompt has it.
 */
const TEXT = `
	able about above absent accept accepted accepts access according account across active actual add added additional address
	after again against ahead all allow allowed allows almost along already also although always among amount and another
	answer answered any anything anyway apart api apis appear applies apply appropriate are array arrays around ask asked
	assistant async at attempt attempted attribute audio authenticate authenticated authentication authorization authorized
	auto automatic automatically available await back backend bad balance base batch bearer because become been before
	begin beginning behind being below best better between beyond billing binary bit bits block blocked blocks body bool boolean both
	bound bounds broken budget buffer busy but byte bytes cache cached call called caller calling calls can cancelled cannot
	capabilities capability capacity case cause caused change changed char character characters charged chat check checked
	choice choices choose chunk chunks class classifier clear client close closed cloud code codes column com combined
	command comes comma common compatible complete completed completion completions concurrency concurrent config
	configuration configure configured connect connected connection considered contain contained containing contains content
	contents context continue continued contract control conversation conversion convert converted correct cost could count counted country counts
	create created credential credentials credit credits current currently custom cut data date day days decimal decode decoded
	decoding decrease default defaults defined delta denied deploy deployed deployment deployments depth deserialize detail
	details detected determined developer did different directly disable disabled disconnected docs document documentation
	documents does doing done dot double down due duplicate duration during each earlier effect effort either element elements
	else embed embedding embeddings empty enable enabled encode encoded encoding encountered end ended endpoint endpoints
	ends engine enough ensure enter entity entries entry enum environment equal error errors estimated even event events ever
	every exact exactly example exceed exceeded exceeding exceeds except exception exist existing exists expect expected
	expects expired explicit extra fail failed failing fails failure false feature features fetch few fewer field fields file
	files filter filtered filtering final find finish finished first fit fits fix flag flagged float floats follow followed
	following follows for forbidden form format formats found free frequency from full function functions further gateway
	general generate generated generation get gets given gives global got greater grammar group groups guide guides had
	handle has have having header headers help here high higher hint host hour hourly hours how however html http https
	identifier image images implemented inactive include included includes including incomplete incorrect increase increasing index
	individual info information initial inner input inputs inside instance instead instruct instruction instructions
	insufficient integer integers internal into invalid isn issue item items its itself json just keep kept key keyword keywords kilobytes kind
	know known language large larger largest last later latest learn least left length lengths less let level levels library like
	limit limitation limitations limited limits line lines list lists literal load loaded loading local location log logs long
	longer look loop low lower made mail main make makes malformed manage many map match matched matches matching may maximum
	max mean means media megabyte megabytes memory message messages met metadata method middle might mime min minimal minimum
	minute minutes missing mode model models moderation modified modify month monthly more most much multimodal multiple must
	name named names native near need needed needs neither nested network never new newer next non none nor not note
	nothing now null number numbers object objects occurred off offered offset old older omit omitted once one ones online only
	open operation option optional options order organisation organization other others otherwise our out outdated output outputs
	outside over overloaded own page pages paid parallel param parameter parameters params parse parsed parser parsing part
	partial parts pass passed path paths pattern patterns payload payment penalty pending per perform permission permissions
	permitted piece place plan plans platform please pod policies policy port position possible post potentially prefix
	presence present previous primary prior problem process processed processing prohibited project prompt prompts proper properly
	properties property protocol provide provided provider providers proxy public pull pulling purchase put python quantity query
	queue quota range rate rates rather raw reach reached read reading ready real reason reasoning reasons received recent
	recursive reduce reduced ref reference refused refuses regain region register registered registry reject rejected related
	release remaining remote remove removed repeat repeated replace report request requested requests require required
	requirement requirements requires reserved reset resolve resolved resolving resource resources respond response responses
	responsible restricted result resulted results retrieve retry return returned returns review right role roles root route
	routing rule rules run runner running runtime safety said same sample sampling schema schemas scope second seconds section see
	seed seen select selected send sent separate sequence sequences server servers service session set sets setting settings
	several shall shape short shorten shorter should show shown signal simple since single size sizes skip slow small smaller
	some something soon sorry source space specific specified specify spend spending standard start started starting starts
	state statement status stay step still stop stopped storage store stream streamed streaming streams strict string strings
	structure studio style such suffix supplied support supported supports sure syntax system systems take taken takes team tell
	temperature temporarily temporary terminated test text texts than that the their them then there therefore these they thing
	think thinking this those though through throughput throttled thus tier time timed timeout times title together token
	tokenizer tokens too tool tools told top total trace transaction transport tried trigger triggered triggering true truncate
	truncated try trying turn two type types unable unauthorized unavailable under understood undefined unexpected unexpectedly
	union unique unknown unless unprocessable unrecognized unsupported until update upgrade upload upper upstream url urls
	usage use used user users uses using usually utf valid validate validation value values variable variant various vendor vendors version
	versions very via video violate violated violates violating violation visible vision visit wait waiting want warning was way web
	week weekly well were what when where whether which while who whole why will window windows wire with within without word words work
	workflow working workspace would write written wrong year yes yet you your zero zeros
	aistudio anthropic azure bedrock cerebras claude cohere cpp cuda dashscope deepseek fireworks gemini github google googleapis
	gpt gpu groq huggingface inference kimi litellm llama lms mistral moonshot nginx nvidia ollama openai openrouter perplexity
	qwen replicate sglang vertex vllm xai
	base64 bearerauth ctx eof gib hba imageurl jinja jpeg jpg kib ktok kwargs loc mib mp3 msg ndjson num pdf pem png pydantic rpm sse ssl
	tls tpd tpm uri utf8 uuid wav webp xml yaml
	badrequesterror notfounderror internalservererror ratelimiterror authenticationerror valueerror typeerror
`;

export const PLAIN_WORDS: ReadonlySet<string> = new Set(TEXT.trim().split(/\s+/));

/** Whether a piece of a text is made of plain words, at its edges of parts of them. */
export function isPieceOfPlainWords(piece: string): boolean {
	const parts = piece.split(/[^\p{L}\p{N}]+/u);
	return parts.some((part) => part.length >= 4) && parts.every((part) => TEXT.includes(part));
}
