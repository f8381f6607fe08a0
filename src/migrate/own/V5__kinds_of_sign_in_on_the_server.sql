-- engine: postgres
-- As V6 has them; a database that comes from Supabase has them already.
do $$
begin
    if to_regtype('auth.aal_level') is null then
        create type auth.aal_level as enum ('aal1', 'aal2', 'aal3');
    end if;
    if to_regtype('auth.factor_type') is null then
        create type auth.factor_type as enum ('totp', 'webauthn', 'phone');
    end if;
    if to_regtype('auth.factor_status') is null then
        create type auth.factor_status as enum ('unverified', 'verified');
    end if;
    if to_regtype('auth.code_challenge_method') is null then
        create type auth.code_challenge_method as enum ('s256', 'plain');
    end if;
    if to_regtype('auth.one_time_token_type') is null then
        create type auth.one_time_token_type as enum (
            'confirmation_token', 'reauthentication_token', 'recovery_token', 'email_change_token_new',
            'email_change_token_current', 'phone_change_token');
    end if;
end
$$;
