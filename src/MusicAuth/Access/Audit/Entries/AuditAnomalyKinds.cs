namespace MusicAuth.Access.Audit.Entries;

/// <summary>The anomalies of an entry; the API shows each as an <see cref="AuditAnomalyKind"/>.</summary>
[Flags]
internal enum AuditAnomalyKinds
{
    None = 0,

    /// <summary>The first use of a key from this network.</summary>
    NewNetwork = 1,

    /// <summary>Ten times the usual number of requests in this hour, and at least a hundred.</summary>
    TenfoldRate = 2,

    /// <summary>Twenty refused requests of a caller or a network in this hour.</summary>
    ManyRefusals = 4,

    /// <summary>A further account can sign in as the user.</summary>
    LinkedAccount = 8,
}
