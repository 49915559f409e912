/** Changes one place of a function as it stands now, whichever migration wrote it last. It fails where that is not there. */
export const changedFunction = (name: string, from: string, to: string): string => `
do $change$
declare
  v_now text := pg_get_functiondef('${name}'::regproc);
begin
  if strpos(v_now, $is$${from}$is$) = 0 then
    raise exception 'ledger: ${name} does not say what should be changed';
  end if;
  execute replace(v_now, $is$${from}$is$, $is$${to}$is$);
end $change$;
`
