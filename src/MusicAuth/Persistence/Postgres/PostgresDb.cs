using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Persistence.Postgres;

internal sealed class PostgresDb(DbContextOptions<PostgresDb> options) : MusicAuthDb(options);
