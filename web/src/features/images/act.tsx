import type { ReactNode } from 'react';
import { useWide } from '@/platform/width';
import { Button, IconButton } from '@/ui/button';

interface ActProps {
  label: string;
  icon: ReactNode;
  onPress: () => void;
  isDisabled?: boolean;
  small?: boolean;
}

/** A button with its words where there is room for them. */
export function Act({ label, icon, ...rest }: ActProps) {
  const roomy = useWide(600);
  if (!roomy) return <IconButton {...rest} look="plain" label={label} icon={icon} />;
  return (
    <Button {...rest} icon={icon}>
      {label}
    </Button>
  );
}
