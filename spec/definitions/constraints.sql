# ADD and DROP CONSTRAINT
create table t (id int, a int, b text)
insert into t values (1, 1, 'x'), (2, 2, 'x'), (2, -1, null)
alter table t add primary key (id)
delete from t where a = -1
alter table t add primary key (id)
alter table t add primary key (a)
alter table t add constraint positive check (a > 1)
alter table t add constraint positive check (a > 0)
alter table t add constraint positive check (a > 5)
alter table t add check (a < 100)
alter table t add check (nope > 1)
alter table t add constraint b_key unique (b)
update t set b = 'y' where id = 2
alter table t add constraint b_key unique (b)
insert into t values (3, 3, 'x')
insert into t values (3, -3, 'z')
insert into t values (3, 300, 'z')
insert into t values (2, 3, 'z')
insert into t values (null, 3, 'z')
alter table t drop constraint positive
insert into t values (3, -3, 'z')
alter table t drop constraint nope
alter table t drop constraint if exists nope
alter table t drop constraint b_key
insert into t values (4, 4, 'z')
alter table t drop constraint t_a_check
insert into t values (5, 500, 'z')
alter table t drop constraint t_pkey
insert into t values (1, 1, 'q')
insert into t values (null, 1, 'q')

create table p (id int primary key, code text unique)
create table c (id int primary key, p int, code text)
insert into p values (1, 'a'), (2, 'b')
insert into c values (1, 1, 'a'), (2, 9, null)
alter table c add foreign key (p) references p
update c set p = 2 where id = 2
alter table c add foreign key (p) references p
alter table c add constraint c_code foreign key (code) references p (code) on update cascade on delete set null
insert into c values (3, 9, 'a')
insert into c values (3, 1, 'nope')
update p set code = 'A' where id = 1
select * from c order by id
delete from p where id = 1
alter table c drop constraint c_p_fkey
delete from p where id = 1
select * from c order by id
alter table c add constraint bad foreign key (p) references p (nope)
alter table c add constraint bad foreign key (nope) references p (id)
alter table c add constraint bad foreign key (code) references p (id)
alter table c add constraint bad foreign key (p) references nope (id)
create table d (x int)
alter table c add constraint bad foreign key (p) references d
alter table c add constraint bad foreign key (p) references d (x)
alter table p drop constraint p_code_key
alter table p drop constraint p_code_key cascade
insert into c values (4, 4, 'nope') returning *
drop table p
drop table p cascade

create table t (id int primary key, a int)
insert into t values (1, -1)
alter table t add constraint positive check (a > 0) not valid
insert into t values (2, -2)
alter table t validate constraint positive
update t set a = 1
alter table t validate constraint positive
alter table t validate constraint nope
create table u (id int primary key, t int)
insert into u values (1, 9)
alter table u add constraint u_t foreign key (t) references t not valid
insert into u values (2, 9)
alter table u validate constraint u_t
update u set t = 1
alter table u validate constraint u_t

create table t (a int, b int, c int, unique (a, b), check (a < b))
insert into t values (1, 2, 3), (null, 2, 3), (null, 2, 3)
insert into t values (1, 2, 4)
insert into t values (3, 2, 4)
alter table t rename constraint t_a_b_key to ab
alter table t rename constraint t_check to less
alter table t rename constraint nope to x
insert into t values (1, 2, 4)
insert into t values (3, 2, 4)
alter table t drop constraint less
alter table t add constraint less check (a <= c)
insert into t values (9, 10, 4)
alter table t rename to s
insert into s values (9, 10, 4)
insert into s values (1, 2, 4)
alter table s rename constraint ab to less

create table t (id int primary key deferrable initially deferred, n int unique deferrable)
insert into t values (1, 1), (2, 2)
update t set n = 3 - n
begin; set constraints all deferred; update t set n = 3 - n; commit
select * from t order by id
insert into t values (1, 5)

# composite keys and keys as indexes
create table p (a int, b text, primary key (a, b))
create table c (id int primary key, a int, b text, foreign key (a, b) references p)
insert into p values (1, 'x')
insert into c values (1, 1, 'x'), (2, null, 'q'), (3, 1, null)
insert into c values (4, 1, 'y')
delete from p
alter table c drop constraint c_a_b_fkey
alter table c add constraint full_key foreign key (a, b) references p match full
delete from c where id > 1
alter table c add constraint full_key foreign key (a, b) references p match full
insert into c values (4, 1, null)
create unique index c_b on c (b)
insert into c values (5, 1, 'x')
drop index c_b
drop index c_b
drop index if exists c_b
alter index c_pkey rename to c_key
insert into c values (1, 1, 'x')
