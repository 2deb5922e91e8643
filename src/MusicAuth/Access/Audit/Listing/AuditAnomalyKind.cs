namespace MusicAuth.Access.Audit.Listing;

/// <summary>
/// The first use of a key from a network; ten times the usual requests in an hour; twenty refused requests in an hour;
/// another account that can sign in as the user.
/// </summary>
[SchemaName("ActivityAnomaly")]
internal enum AuditAnomalyKind
{
    NewNetwork,
    TenfoldRate,
    ManyRefusals,
    LinkedAccount,
}
