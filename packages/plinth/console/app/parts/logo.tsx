/** A slab on two columns, on a base. */
export const Logo = () => (
  <svg class="logo" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
    <rect width="32" height="32" rx="7" />
    <path d="M8 8h16v3.5H8zM11 13.5h2.6v6.5H11zM18.4 13.5H21v6.5h-2.6zM8 22h16v2.6H8z" />
  </svg>
)
