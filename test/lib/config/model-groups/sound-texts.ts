/** Five texts without a fault, all with block settings one a line. Secrets they name: OPENAI_API_KEY, ANTHROPIC_API_KEY, REDIS_PASSWORD, DATABASE_URL. */
export const SOUND_TEXTS: Readonly<Record<string, string>> = {
	'one local and one cloud deployment': `groups:
  chat:
    strategy: least-used
    deployments:
      - provider: ollama
        baseUrl: http://192.168.1.20:11434
        model: llama3.2:3b
        concurrency: 2
      - provider: openai
        model: gpt-4.1-mini
        apiKey: os.environ/OPENAI_API_KEY
        priority: 2
        rpm: 60
        tpm: 100000
`,
	'defaults, Redis and Postgres': `defaults:
  retries: 2
  cooldownSeconds: 30
  localOnly: false
groups:
  chat:
    fallbacks:
      - spare
    deployments:
      - provider: anthropic
        model: claude-sonnet-4-5
        apiKey: os.environ/ANTHROPIC_API_KEY
  spare:
    deadlineSeconds: 120
    deployments:
      - provider: openai
        model: gpt-4.1
        apiKey: os.environ/OPENAI_API_KEY
redis:
  host: cache.local
  port: 6380
  password: os.environ/REDIS_PASSWORD
  database: 1
  tls: true
postgres: os.environ/DATABASE_URL
`,
	'prices and capabilities': `groups:
  vision:
    maxAttempts: 4
    midStreamFailure: continue
    deployments:
      - provider: openai-compatible
        name: rack
        baseUrl: http://192.168.1.30:8000/v1
        model: qwen2.5-vl
        apiKey: none
        locality: local
        contextWindow: 32768
        prices:
          inputPerMillion: 0.1
          outputPerMillion: 0.2
        supports:
          images: true
          tools: false
          jsonSchema: true
      - provider: ollama
        model: llava:13b
        patienceSeconds: 20
        weight: 2.5
`,
	'flow style and anchors': `groups:
  chat:
    contextWindowFallbacks: [long]
    deployments:
      - &desk { provider: ollama, model: "llama3.2:3b", firstTokenSeconds: 120 }
      - { <<: *desk, baseUrl: "http://192.168.1.20:11434" }
  long:
    failoverOnRefusal: true
    maxQueueWaitSeconds: 60
    deployments:
      - { provider: anthropic, model: claude-sonnet-4-5, apiKey: os.environ/ANTHROPIC_API_KEY, idleSeconds: 45 }
`,
	JSON: `{
  "groups": {
    "chat": {
      "strategy": "lowest-cost",
      "localOnly": false,
      "deployments": [
        { "provider": "openai", "model": "gpt-4.1-mini", "apiKey": "os.environ/OPENAI_API_KEY", "allowedFails": 5 },
        {
          "provider": "ollama",
          "model": "llama3.2:3b",
          "attemptSeconds": 600
        }
      ]
    }
  },
  "defaults": {
    "retries": 0
  }
}
`,
};

export const SECRETS: Readonly<Record<string, string>> = {
	OPENAI_API_KEY: 'planted-openai-key',
	ANTHROPIC_API_KEY: 'planted-anthropic-key',
	REDIS_PASSWORD: 'planted:/@%#password',
	DATABASE_URL: 'postgres://n8n:planted-password@db.local:5432/n8n',
};
