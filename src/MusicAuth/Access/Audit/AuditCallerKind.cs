namespace MusicAuth.Access.Audit;

internal enum AuditCallerKind
{
    Session,
    Key,
    Broker,
}
