namespace MusicAuth.Access.Callers;

public enum CallerKind
{
    Session,
    Key,
}
