import { Button, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { boot } from '~/shared/boot.ts';
import { editableMoney, parseMoney } from '~/shared/format.ts';
import { languageName } from '../lib/time.ts';
import { useTopics } from './advisors.ts';
import classes from './directory.module.css';
import { type DirectorySearch, MEDIA, SORTS, directorySearch } from './directory-search.ts';
import { useSearchOf } from '../lib/route-state.ts';

/** Languages to choose from; what an address names comes on top. */
const LANGUAGES =
  'ar bg cs da de el en es et fa fi fr hr hu it ja ko lt lv nl no pl pt ro ru sk sl sr sv tr uk zh'.split(' ');

const languageOptions = (chosen: string | undefined): { value: string; label: string }[] =>
  [...new Set([...LANGUAGES, ...(chosen === undefined ? [] : [chosen])])]
    .map((value) => ({ value, label: languageName(value) }))
    .sort((a, b) => a.label.localeCompare(b.label));

function PriceFilter({ value, onChange }: { value: string | undefined; onChange: (maxRate?: string) => void }) {
  const { t } = useTranslation('site');
  const [typed, setTyped] = useState(value === undefined ? '' : editableMoney(Number.parseInt(value, 10)));
  const [isWrong, setWrong] = useState(false);
  const commit = (): void => {
    const minor = typed.trim() === '' ? undefined : parseMoney(typed);
    const isBad = typed.trim() !== '' && (minor === undefined || minor < 1 || minor > 99_999);
    setWrong(isBad);
    if (!isBad && minor?.toString() !== value) onChange(minor?.toString());
  };
  return (
    <TextInput
      label={t('filter.maxRate', { currency: boot.site.currency })}
      inputMode="decimal"
      autoComplete="off"
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
      error={isWrong ? t('filter.maxRateWrong') : undefined}
    />
  );
}

/** Words to look for. Each letter is no step of its own on the way back. */
function WordsFilter({ value, onChange }: { value: string; onChange: (q: string) => void }) {
  const { t } = useTranslation('site');
  const [typed, setTyped] = useState(value);
  const [seen, setSeen] = useState(value);
  const searchFor = useDebouncedCallback(onChange, 300);
  if (value !== seen) {
    setSeen(value);
    if (value !== typed.trim()) setTyped(value);
  }
  return (
    <TextInput
      type="search"
      label={t('filter.words')}
      maxLength={80}
      value={typed}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        searchFor(currentTarget.value.trim());
      }}
    />
  );
}

/** Filters and order. They live in the address, so that back, reload and a sent link show the same list (S2.3). */
export function Filters() {
  const { t } = useTranslation('site');
  const search = useSearchOf(directorySearch);
  const navigate = useNavigate();
  const { data: topics = [] } = useTopics();
  const change = (part: DirectorySearch, replace = false): void =>
    void navigate({
      to: '/',
      search: (before: DirectorySearch) => ({ ...before, ...part }),
      replace,
      resetScroll: false,
    });
  const media = { voice: t('filter.voice'), video: t('filter.video') };
  const sorts = { recommended: t('filter.recommended'), price: t('filter.price') };
  const names = topics.map(({ topic }) => topic);
  const isFiltered = Object.values(search).some((value) => value !== undefined);
  return (
    <search aria-label={t('filter.label')}>
      <div className={classes.filters}>
        <WordsFilter value={search.q ?? ''} onChange={(q) => change({ q: q || undefined }, true)} />
        <NativeSelect
          label={t('filter.topic')}
          value={search.topic ?? ''}
          onChange={(event) => change({ topic: event.currentTarget.value || undefined })}
          data={[
            { value: '', label: t('filter.anyTopic') },
            ...[...new Set([...names, ...(search.topic === undefined ? [] : [search.topic])])],
          ]}
        />
        <NativeSelect
          label={t('filter.language')}
          value={search.language ?? ''}
          onChange={(event) => change({ language: event.currentTarget.value || undefined })}
          data={[{ value: '', label: t('filter.anyLanguage') }, ...languageOptions(search.language)]}
        />
        <NativeSelect
          label={t('filter.medium')}
          value={search.medium ?? ''}
          onChange={(event) => change({ medium: MEDIA.find((one) => one === event.currentTarget.value) })}
          data={[
            { value: '', label: t('filter.anyMedium') },
            ...MEDIA.map((value) => ({ value, label: media[value] })),
          ]}
        />
        <PriceFilter key={search.maxRate} value={search.maxRate} onChange={(maxRate) => change({ maxRate })} />
        <NativeSelect
          label={t('filter.sort')}
          value={search.sort ?? 'recommended'}
          onChange={(event) => change({ sort: event.currentTarget.value === 'price' ? 'price' : undefined })}
          data={SORTS.map((value) => ({ value, label: sorts[value] }))}
        />
        <Switch
          label={t('filter.online')}
          checked={search.online === 'true'}
          onChange={(event) => change({ online: event.currentTarget.checked ? 'true' : undefined })}
          pb={8}
        />
        {isFiltered && (
          <Button
            variant="subtle"
            onClick={() => void navigate({ to: '/', search: {}, resetScroll: false })}
            justify="flex-start"
          >
            {t('filter.clear')}
          </Button>
        )}
      </div>
    </search>
  );
}
