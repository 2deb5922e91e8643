namespace MusicAuth.Access.Audit.Entries;

/// <summary>What is odd about a line; the wire tells each as an <see cref="AuditFlag"/>.</summary>
[Flags]
public enum AuditFlags
{
    None = 0,

    /// <summary>A key that was used from elsewhere before.</summary>
    NewNetwork = 1,

    /// <summary>Ten times as much in this hour as usual, and at least a hundred.</summary>
    TenfoldRate = 2,

    /// <summary>Twenty refusals of a caller, or of a network, in this hour.</summary>
    ManyRefusals = 4,

    /// <summary>A further account can sign in as the user.</summary>
    LinkedAccount = 8,
}
