// Where the trees' nodes are copied, moved and destroyed (base/box.hpp): in no other source, since each of
// these is a function over every kind of node, which is costly to compile.

#include "base/box_elsewhere.hpp"
#include "sql/typed.hpp"

namespace backstay {

template struct Elsewhere<sql::Expression>;
template struct Elsewhere<sql::Select>;
template struct Elsewhere<sql::Statement>;
template struct Elsewhere<sql::FromItem>;
template struct Elsewhere<sql::typed::Expression>;
template struct Elsewhere<sql::typed::Query>;
template struct Elsewhere<sql::typed::JoinTree>;

template class Alternatives<sql::Literal, sql::Parameter, sql::ColumnRef, sql::Indirection, sql::Operation,
                            sql::QuantifiedOperation, sql::Logic, sql::IsNull, sql::IsTruth, sql::IsDistinct,
                            sql::InList, sql::Between, sql::PatternMatch, sql::Cast, sql::Case, sql::Coalesce,
                            sql::GreatestLeast, sql::NullIf, sql::Call, sql::SqlValueFunction,
                            sql::ArrayConstructor, sql::RowConstructor, sql::Subquery, sql::Collate,
                            sql::DefaultValue, sql::Grouping>;
template class Alternatives<sql::RelationRef, sql::DerivedTable, sql::TableFunction, sql::Join>;
template class Alternatives<
    sql::Select, sql::Insert, sql::Update, sql::Delete, sql::CreateTable, sql::AlterTable, sql::CreateIndex,
    sql::CreateView, sql::RefreshView, sql::CreateEnum, sql::AlterEnum, sql::CreateComposite,
    sql::CreateDomain, sql::AlterDomain, sql::CreateSchema, sql::CreateSequence, sql::AlterSequence,
    sql::CreateExtension, sql::CreateFunction, sql::AlterFunction, sql::CreateTrigger, sql::CreateRole,
    sql::AlterRole, sql::Grant, sql::GrantRole, sql::AlterDefaultPrivileges, sql::CreatePolicy,
    sql::AlterPolicy, sql::Drop, sql::Rename, sql::SetSchema, sql::SetOwner, sql::Comment, sql::Truncate,
    sql::Transaction, sql::SetSetting, sql::ShowSetting, sql::SetConstraints, sql::CopyFromStdin,
    sql::Unsupported>;
template class Alternatives<
    sql::typed::Constant, sql::typed::Parameter, sql::typed::SettingValue, sql::typed::Variable,
    sql::typed::BuiltinCall, sql::typed::OperatorCall, sql::typed::CastCall, sql::typed::FunctionCall,
    sql::typed::Quantified, sql::typed::Logic, sql::typed::IsNull, sql::typed::IsTruth,
    sql::typed::IsDistinct, sql::typed::InList, sql::typed::Case, sql::typed::Coalesce,
    sql::typed::GreatestLeast, sql::typed::NullIf, sql::typed::AggregateCall, sql::typed::ArrayConstructor,
    sql::typed::RowConstructor, sql::typed::RowComparison, sql::typed::Subscript, sql::typed::FieldAccess,
    sql::typed::Subquery, sql::typed::DefaultOf, sql::typed::SequenceCall>;
template class Alternatives<sql::typed::RelationEntry, sql::typed::SubqueryEntry, sql::typed::FunctionEntry,
                            sql::typed::ValuesEntry, sql::typed::CommonTableEntry, sql::typed::WrittenEntry>;
template class Alternatives<sql::typed::EntryRef, sql::typed::JoinNode>;

}  // namespace backstay
