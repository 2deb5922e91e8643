namespace MusicAuth.Web.Requests;

/// <summary>Registered while traces are exported: outgoing calls then have spans.</summary>
internal sealed class TraceExport;
