-- Who may see and change what. Without a grant and a policy nobody but the service role sees anything.
--   anon            public projects with their issues and comments, nothing else
--   authenticated   the teams one is a member of; writers write issues and comments, owners everything of their team
--   service_role    everything

grant select on team, project, issue, comment, label, issue_label to anon;
grant select, insert, update, delete on team, member, project, issue, comment, label, issue_label to authenticated;
grant all on team, member, project, issue, comment, label, issue_label to service_role;

alter table team enable row level security;
alter table member enable row level security;
alter table project enable row level security;
alter table issue enable row level security;
alter table comment enable row level security;
alter table label enable row level security;
alter table issue_label enable row level security;

-- The teams of the person who asks, and the least role there. It reads member past its policies, which are built on it.
create function my_teams(at_least member_role default 'viewer') returns setof bigint
    language sql stable security definer set search_path = ''
    as $$ select team_id from public.member where user_id = auth.uid() and role >= at_least $$;

create policy team_read on team for select to authenticated using (id in (select my_teams()));
create policy team_of_public_projects on team for select to anon, authenticated
    using (exists (select 1 from project p where p.team_id = team.id and p.public));
create policy team_change on team for update to authenticated
    using (id in (select my_teams('owner'))) with check (id in (select my_teams('owner')));

create policy member_read on member for select to authenticated using (team_id in (select my_teams()));
create policy member_manage on member for all to authenticated
    using (team_id in (select my_teams('owner'))) with check (team_id in (select my_teams('owner')));

create policy project_public on project for select to anon, authenticated using (public);
create policy project_read on project for select to authenticated using (team_id in (select my_teams()));
create policy project_manage on project for all to authenticated
    using (team_id in (select my_teams('owner'))) with check (team_id in (select my_teams('owner')));

-- A project is visible by its own policies, so what hangs on it need only ask for the project.
create policy issue_read on issue for select to anon, authenticated
    using (exists (select 1 from project p where p.id = issue.project_id));
create policy issue_add on issue for insert to authenticated
    with check (author_id = auth.uid()
                and project_id in (select p.id from project p where p.team_id in (select my_teams('writer'))));
create policy issue_change on issue for update to authenticated
    using (project_id in (select p.id from project p where p.team_id in (select my_teams('writer'))))
    with check (project_id in (select p.id from project p where p.team_id in (select my_teams('writer'))));
create policy issue_remove on issue for delete to authenticated
    using (author_id = auth.uid()
           or project_id in (select p.id from project p where p.team_id in (select my_teams('owner'))));

create policy comment_read on comment for select to anon, authenticated
    using (exists (select 1 from issue i where i.id = comment.issue_id));
create policy comment_add on comment for insert to authenticated
    with check (author_id = auth.uid() and exists (select 1 from issue i where i.id = comment.issue_id));
create policy comment_own on comment for update to authenticated
    using (author_id = auth.uid()) with check (author_id = auth.uid());
create policy comment_remove on comment for delete to authenticated using (author_id = auth.uid());

create policy label_read on label for select to anon, authenticated
    using (exists (select 1 from project p where p.team_id = label.team_id));
create policy label_manage on label for all to authenticated
    using (team_id in (select my_teams('writer'))) with check (team_id in (select my_teams('writer')));

create policy issue_label_read on issue_label for select to anon, authenticated
    using (exists (select 1 from issue i where i.id = issue_label.issue_id));
create policy issue_label_manage on issue_label for all to authenticated
    using (label_id in (select l.id from label l where l.team_id in (select my_teams('writer'))))
    with check (label_id in (select l.id from label l where l.team_id in (select my_teams('writer'))));
