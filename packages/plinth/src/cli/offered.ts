import type { Client, Prompt, Resource, ResourceTemplateType, Tool } from '@modelcontextprotocol/client'

/** Everything that a server offers. */
export interface Offered {
  readonly tools: readonly Tool[]
  readonly resources: readonly Resource[]
  readonly resourceTemplates: readonly ResourceTemplateType[]
  readonly prompts: readonly Prompt[]
}

/** Asks for every list that the server says it has. */
export const fetchOffered = async (client: Client): Promise<Offered> => {
  const has = client.getServerCapabilities() ?? {}
  const [tools, resources, templates, prompts] = await Promise.all([
    has.tools ? client.listTools() : { tools: [] },
    has.resources ? client.listResources() : { resources: [] },
    has.resources ? client.listResourceTemplates() : { resourceTemplates: [] },
    has.prompts ? client.listPrompts() : { prompts: [] },
  ])
  return { ...tools, ...resources, ...templates, ...prompts }
}
