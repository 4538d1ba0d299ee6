/** What a process tells Prometheus: its text, and its figures by `name{label="value",…}`. */
export interface Scrape {
  readonly text: string;
  readonly figures: ReadonlyMap<string, number>;
}

export async function scrape(url: string): Promise<Scrape> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const figures = text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [name = '', value] = line.split(/ (?=[^ ]+$)/);
      return [name, Number(value)] as const;
    });
  return { text, figures: new Map(figures) };
}
