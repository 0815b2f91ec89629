// The form token of this page: asks the server for a new one and puts it into every form.
export async function renewToken() {
  const answer = await fetch("/form-token", { headers: { Accept: "application/json" }, cache: "no-store", signal: AbortSignal.timeout?.(20_000) });
  if (!answer.ok) throw new Error("no form token");
  const { token, signed_in: signedIn } = await answer.json();
  for (const field of document.querySelectorAll('input[name="csrf_token"]')) field.value = token;
  return { token, signedIn };
}
