-- What screens ask for, as views under the reader's own rights, and functions for /rest/v1/rpc.

create view open_issue with (security_invoker = true) as
    select id, project_id, title, state, priority, due, assignee_id
    from issue
    where state <> 'done';

create view project_summary with (security_invoker = true) as
    select p.id, p.name, p.team_id,
           count(i.id) as issues,
           count(i.id) filter (where i.state = 'done') as done,
           sum(i.estimate) as estimate
    from project p
    left join issue i on i.project_id = p.id
    group by p.id, p.name, p.team_id;

grant select on open_issue, project_summary to anon, authenticated, service_role;

create function issues_due(before date, least_priority int default 5) returns setof issue
    language sql stable
    as $$ select * from issue where due < before and priority <= least_priority and state <> 'done' order by due, id $$;

create function close_issue(issue_id bigint) returns issue
    language sql volatile
    as $$ update issue set state = 'done', closed_at = now() where id = issue_id returning * $$;

create function add(a int, b int) returns int
    language sql immutable
    as $$ select a + b $$;

grant execute on function my_teams(member_role) to anon, authenticated, service_role;
grant execute on function issues_due(date, int) to anon, authenticated, service_role;
grant execute on function close_issue(bigint) to authenticated, service_role;
grant execute on function add(int, int) to anon, authenticated, service_role;
