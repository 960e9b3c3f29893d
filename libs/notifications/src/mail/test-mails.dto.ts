import { ListEnvelope, Shown } from '@app/kernel';
import { TEMPLATE_NAMES, type TemplateName } from './templates.js';

export class TestMailView {
  @Shown('Id of the mail') id: string;
  @Shown('Who would have got it') to: string;
  @Shown('Which mail', { type: String, enum: [...TEMPLATE_NAMES] }) template: TemplateName;
  @Shown('Language', { example: 'en' }) locale: string;
  @Shown('Values of its placeholders', { type: 'object', additionalProperties: { type: 'string' } })
  data: Readonly<Record<string, string>>;
  @Shown('requested: not written yet. kept: written, and sent to nobody. dropped: not wanted any more', {
    type: String,
    enum: ['requested', 'kept', 'dropped'],
  })
  status: string;
  @Shown('When it was asked for, by the test clock', { format: 'date-time' }) createdAt: string;
  @Shown('Always false: nobody got it', { type: Boolean, enum: [false] }) livemode: false;
}

export class TestMailPage extends ListEnvelope {
  @Shown('Newest first; kept for 90 days', { type: () => [TestMailView] }) data: TestMailView[];
}
