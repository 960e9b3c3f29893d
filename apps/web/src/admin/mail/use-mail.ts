import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Schemas, unwrap } from '~/shared/api/index.ts';

export type MailTemplate = Schemas['MailTemplateView'];
export type MailSender = Schemas['MailSenderView'];
export type StaffTexts = Schemas['StaffTextsView'];
type Name = MailTemplate['template'];
type Locale = MailTemplate['locale'];

const TEMPLATES = ['mail-templates'];
const SENDER = ['mail-sender'];
const TEXTS = ['staff-texts'];

export const useTemplates = () =>
  useQuery({
    queryKey: TEMPLATES,
    queryFn: async () => (await unwrap(api.GET('/v1/staff/mail-templates', {}))).data,
  });

export function useTemplateActs(template: Name, locale: Locale) {
  const client = useQueryClient();
  const params = { path: { template, locale } };
  const again = () => client.invalidateQueries({ queryKey: TEMPLATES });
  return {
    save: useMutation({
      mutationFn: (body: Schemas['MailTextInput']) =>
        unwrap(api.PUT('/v1/staff/mail-templates/{template}/{locale}', { params, body })),
      onSuccess: again,
    }),
    reset: useMutation({
      mutationFn: () => unwrap(api.DELETE('/v1/staff/mail-templates/{template}/{locale}', { params })),
      onSuccess: again,
    }),
    test: useMutation({
      mutationFn: () => unwrap(api.POST('/v1/staff/mail-templates/{template}/{locale}/test', { params })),
    }),
    preview: (body: Schemas['MailTextInput']) =>
      unwrap(api.POST('/v1/staff/mail-templates/{template}/{locale}/preview', { params, body })),
  };
}

export const useSender = () =>
  useQuery({ queryKey: SENDER, queryFn: () => unwrap(api.GET('/v1/staff/mail-sender', {})) });

export function useSenderActs() {
  const client = useQueryClient();
  const keep = (view: MailSender): void => void client.setQueryData(SENDER, view);
  return {
    save: async (body: Schemas['SaveMailSender']): Promise<void> =>
      keep(await unwrap(api.PUT('/v1/staff/mail-sender', { body }))),
    check: useMutation({
      mutationFn: () => unwrap(api.POST('/v1/staff/mail-sender/check', {})),
      onSuccess: keep,
    }),
  };
}

export const useTexts = () => useQuery({ queryKey: TEXTS, queryFn: () => unwrap(api.GET('/v1/staff/texts', {})) });

export function useTextBudget() {
  const client = useQueryClient();
  return async (dailyTexts: number): Promise<void> =>
    void client.setQueryData(TEXTS, await unwrap(api.PUT('/v1/staff/texts/budget', { body: { dailyTexts } })));
}
