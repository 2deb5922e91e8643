using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Persistence.Postgres;

public sealed class PostgresDb(DbContextOptions<PostgresDb> options) : MusicAuthDb(options);
