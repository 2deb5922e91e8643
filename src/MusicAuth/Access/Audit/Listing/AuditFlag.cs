namespace MusicAuth.Access.Audit.Listing;

/// <summary>
/// A key from a network from which it was not used before; ten times the usual hour; twenty refusals within an hour;
/// a further account that can sign in.
/// </summary>
[SchemaName("ActivityAnomaly")]
public enum AuditFlag
{
    NewNetwork,
    TenfoldRate,
    ManyRefusals,
    LinkedAccount,
}
