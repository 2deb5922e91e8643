using Microsoft.AspNetCore.Http.Metadata;

namespace MusicAuth.Web.Requests;

/// <summary>The largest request body of an endpoint, in bytes. The framework's attribute would load MVC.</summary>
internal sealed record RequestSizeLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
