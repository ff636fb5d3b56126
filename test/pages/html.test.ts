import fc from 'fast-check';
import { html } from '../../src/http/pages/html.ts';

describe('html', () => {
  it('escapes what is put in and keeps what is markup already', () => {
    const name = `<script>alert("x")</script> & 'co'`;
    expect(html`<b title="${name}">${name}</b>`.toString()).toBe(
      '<b title="&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;co&#39;">' +
        '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;co&#39;</b>',
    );
    expect(html`<p>${html`<i>${1}</i>`}</p>`.toString()).toBe('<p><i>1</i></p>');
  });

  it('leaves nothing behind for what is absent, and joins lists', () => {
    expect(html`[${null}${undefined}${false}${''}]`.toString()).toBe('[]');
    expect(html`[${['a', html`<br />`, [0, null]]}]`.toString()).toBe('[a<br />0]');
  });

  it('lets no text leave its place, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const page = html`<a title="${text}">${text}</a>`.toString();
        expect(page.match(/[<>"']/g)).toEqual(['<', '"', '"', '>', '<', '>']);
        expect(page.replace(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
      }),
    );
  });
});
