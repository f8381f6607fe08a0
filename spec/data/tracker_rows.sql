-- Two teams. Ada (...0a) owns core, Bob (...0b) writes there, Cy (...0c) only looks; Dee (...0d) owns side.
insert into team (id, slug, name, created_at) values
    (1, 'core', 'Core', '2024-01-01 10:00:00+00'), (2, 'side', 'Side', '2024-01-02 10:00:00+00');
insert into member (team_id, user_id, display_name, role, joined_at) values
    (1, '00000000-0000-4000-8000-00000000000a', 'Ada', 'owner', '2024-01-01 10:00:00+00'),
    (1, '00000000-0000-4000-8000-00000000000b', 'Bob', 'writer', '2024-01-01 11:00:00+00'),
    (1, '00000000-0000-4000-8000-00000000000c', 'Cy', 'viewer', '2024-01-01 12:00:00+00'),
    (2, '00000000-0000-4000-8000-00000000000d', 'Dee', 'owner', '2024-01-02 10:00:00+00');
insert into project (id, team_id, name, public, settings) values
    (1, 1, 'engine', true, '{"tags": ["db", "c++"], "limits": {"wip": 3}}'),
    (2, 1, 'secret', false, '{"limits": {"wip": 1}}'),
    (3, 2, 'garden', false, '{}');
insert into issue (id, project_id, parent_id, title, state, priority, estimate, due, author_id, assignee_id, meta, created_at, closed_at) values
    (1, 1, null, 'Parse filters', 'done', 1, 3.50, '2024-02-01', '00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b', '{"os": "linux", "votes": 5}', '2024-01-03 08:00:00+00', '2024-01-09 17:30:00.25+00'),
    (2, 1, 1, 'Parse "in" lists', 'open', 2, 1.25, '2024-02-10', '00000000-0000-4000-8000-00000000000b', null, '{"os": "mac", "votes": 12}', '2024-01-04 08:00:00+00', null),
    (3, 1, 1, 'Écrire la doc', 'in_progress', 3, null, null, '00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000a', '{"votes": 0, "seen": [1, 2, 3]}', '2024-01-05 08:00:00+00', null),
    (4, 2, null, 'Rotate keys', 'blocked', 1, 8.00, '2024-03-01', '00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000a', '{}', '2024-01-06 08:00:00+00', null),
    (5, 3, null, 'Plant beans', 'open', 5, 0.50, '2024-04-01', '00000000-0000-4000-8000-00000000000d', null, '{}', '2024-01-07 08:00:00+00', null);
insert into comment (id, issue_id, author_id, body, created_at) values
    (1, 1, '00000000-0000-4000-8000-00000000000b', 'Done in two days', '2024-01-09 12:00:00+00'),
    (2, 1, '00000000-0000-4000-8000-00000000000a', 'Thanks, all', '2024-01-09 13:00:00+00'),
    (3, 2, '00000000-0000-4000-8000-00000000000c', 'Empty lists too?', '2024-01-10 09:00:00+00'),
    (4, 4, '00000000-0000-4000-8000-00000000000a', 'Waiting', '2024-01-11 09:00:00+00');
insert into label (id, team_id, name, colour) values (1, 1, 'bug', '#ff0000'), (2, 1, 'docs', '#00ff00'), (3, 2, 'green', '#008800');
insert into issue_label (issue_id, label_id) values (1, 1), (2, 1), (3, 2), (4, 1), (5, 3);
alter table team alter column id restart with 100;
alter table project alter column id restart with 100;
alter table issue alter column id restart with 100;
alter table comment alter column id restart with 100;
alter table label alter column id restart with 100;
