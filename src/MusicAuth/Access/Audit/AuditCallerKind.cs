namespace MusicAuth.Access.Audit;

public enum AuditCallerKind
{
    Session,
    Key,
    Broker,
}
